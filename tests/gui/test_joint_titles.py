from mocap_app.core.skeleton import solved_skeleton
from mocap_app.gui.joint_titles import joint_place


def test_every_joint_has_a_name_of_its_own():
    joints = solved_skeleton().joints
    titles = [joint_place(joint) for joint in joints]
    assert len(set(titles)) == len(joints)
    # Words, as in the other curve's list, not what the files call them.
    assert all(title == title.lower() for title in titles)


def test_a_bone_is_called_after_the_joint_it_begins_at():
    assert joint_place("Hips") == "pelvis"
    assert joint_place("LeftUpLeg") == "left hip"
    assert joint_place("RightLeg") == "right knee"
    assert joint_place("LeftFoot") == "left ankle"
    assert joint_place("RightShoulder") == "right collarbone"
