"""The whole road from pictures to poses, without threads or windows."""
