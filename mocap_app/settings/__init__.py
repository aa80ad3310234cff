"""What the user chose, kept between runs."""
