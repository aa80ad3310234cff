<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>AvatarControl</name>
    <message>
        <source>No avatar can be shown here: {reason}.</source>
        <translation>여기서는 아바타를 표시할 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>Choose an avatar</source>
        <translation>아바타 선택</translation>
    </message>
    <message>
        <source>Avatars ({names})</source>
        <translation>아바타 ({names})</translation>
    </message>
    <message>
        <source>&amp;Choose avatar…</source>
        <translation>아바타 선택(&amp;C)…</translation>
    </message>
    <message>
        <source>Use the &amp;mannequin</source>
        <translation>마네킹 사용(&amp;M)</translation>
    </message>
    <message>
        <source>Bo&amp;nes of the avatar…</source>
        <translation>아바타의 본(&amp;N)…</translation>
    </message>
    <message>
        <source>Correct which of its bones moves with which joint</source>
        <translation>어느 본이 어느 관절을 따라 움직일지 바로잡습니다</translation>
    </message>
    <message>
        <source>Which bone of {name} is which could not be told by their names; choose them, then it moves.</source>
        <translation>{name}의 본을 이름만으로는 구분할 수 없습니다. 본을 직접 선택하면 움직입니다.</translation>
    </message>
    <message>
        <source>Some of its bones were not found: Show, Bones of the avatar, names them.</source>
        <translation>일부 본을 찾지 못했습니다. 표시 → 아바타의 본에서 확인할 수 있습니다.</translation>
    </message>
    <message>
        <source>{name} is the avatar now.</source>
        <translation>이제 {name}이(가) 아바타입니다.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>이 메시지 닫기</translation>
    </message>
</context>
<context>
    <name>Bones</name>
    <message>
        <source>Hips</source>
        <translation>골반</translation>
    </message>
    <message>
        <source>Spine, lowest</source>
        <translation>척추 아래</translation>
    </message>
    <message>
        <source>Spine, middle</source>
        <translation>척추 가운데</translation>
    </message>
    <message>
        <source>Spine, uppermost</source>
        <translation>척추 위</translation>
    </message>
    <message>
        <source>Neck</source>
        <translation>목</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>머리</translation>
    </message>
    <message>
        <source>shoulder</source>
        <translation>어깨</translation>
    </message>
    <message>
        <source>upper arm</source>
        <translation>위팔</translation>
    </message>
    <message>
        <source>forearm</source>
        <translation>아래팔</translation>
    </message>
    <message>
        <source>hand</source>
        <translation>손</translation>
    </message>
    <message>
        <source>thigh</source>
        <translation>허벅지</translation>
    </message>
    <message>
        <source>shin</source>
        <translation>정강이</translation>
    </message>
    <message>
        <source>foot</source>
        <translation>발</translation>
    </message>
    <message>
        <source>toes</source>
        <translation>발가락</translation>
    </message>
    <message>
        <source>Left {part}</source>
        <translation>왼쪽 {part}</translation>
    </message>
    <message>
        <source>Right {part}</source>
        <translation>오른쪽 {part}</translation>
    </message>
    <message>
        <source>One bone cannot be all of these: {names}.</source>
        <translation>본 하나를 여러 곳에 쓸 수 없습니다: {names}.</translation>
    </message>
    <message>
        <source>Not chosen yet (marked *): {parts}. Without them these parts stay stiff.</source>
        <translation>아직 선택하지 않은 본(* 표시): {parts}. 선택하지 않으면 그 부분은 움직이지 않습니다.</translation>
    </message>
    <message>
        <source>All that is needed (*) is chosen; the rest makes the motion better.</source>
        <translation>필요한 본(*)은 모두 선택했습니다. 나머지도 선택하면 움직임이 더 좋아집니다.</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(없음)</translation>
    </message>
</context>
<context>
    <name>BonesDialog</name>
    <message>
        <source>Bones of {name}</source>
        <translation>{name}의 본</translation>
    </message>
    <message>
        <source>Find again</source>
        <translation>다시 찾기</translation>
    </message>
    <message>
        <source>Back to what the file itself tells</source>
        <translation>파일에 들어 있는 정보로 되돌립니다</translation>
    </message>
    <message>
        <source>Bone of the avatar for: {part}</source>
        <translation>아바타의 본: {part}</translation>
    </message>
</context>
<context>
    <name>CalibrationControl</name>
    <message>
        <source>Calibrated. It is kept for this source.</source>
        <translation>보정했습니다. 이 소스에 대해 저장됩니다.</translation>
    </message>
</context>
<context>
    <name>CalibrationWizard</name>
    <message>
        <source>Calibrate</source>
        <translation>보정</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>아직 영상이 없습니다</translation>
    </message>
    <message>
        <source>T-pose: arms out to the sides</source>
        <translation>T 자세: 두 팔을 옆으로 벌림</translation>
    </message>
    <message>
        <source>A-pose: arms half lowered</source>
        <translation>A 자세: 두 팔을 반쯤 내림</translation>
    </message>
    <message>
        <source>Either will do; an A-pose needs less room</source>
        <translation>어느 쪽이든 됩니다. A 자세는 공간이 덜 필요합니다</translation>
    </message>
    <message>
        <source> cm</source>
        <translation> cm</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>Your height; it gives takes their true size</source>
        <translation>본인의 키. 테이크가 실제 크기가 됩니다</translation>
    </message>
    <message>
        <source>{n} seconds</source>
        <translation>{n}초</translation>
    </message>
    <message>
        <source>Time to get from the computer into the pose</source>
        <translation>컴퓨터에서 자리로 가서 자세를 취할 시간</translation>
    </message>
    <message>
        <source>How long the pose was held</source>
        <translation>자세를 유지한 시간</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>시작(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>사용(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Repeat</source>
        <translation>다시(&amp;R)</translation>
    </message>
    <message>
        <source>Stand two to four metres from the camera, facing it, so that all of you is in the picture. Take up the pose that is shown and hold it still for two seconds.</source>
        <translation>카메라에서 2~4미터 떨어져 카메라를 마주 보고, 온몸이 화면에 들어오게 서세요. 그림과 같은 자세를 취하고 2초 동안 가만히 있으세요.</translation>
    </message>
    <message>
        <source>&amp;Pose</source>
        <translation>자세(&amp;P)</translation>
    </message>
    <message>
        <source>Your &amp;height</source>
        <translation>키(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Countdown</source>
        <translation>카운트다운(&amp;C)</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translation>보정하지 못했습니다.</translation>
    </message>
    <message>
        <source>Good: you are {height} cm tall.</source>
        <translation>좋습니다. 키는 {height} cm입니다.</translation>
    </message>
    <message>
        <source>Usable: you are {height} cm tall. Repeating may make it better.</source>
        <translation>쓸 수 있습니다. 키는 {height} cm입니다. 다시 하면 더 좋아질 수 있습니다.</translation>
    </message>
    <message>
        <source>The camera looks {degrees}° down and is tilted by {tilt}°.</source>
        <translation>카메라가 아래로 {degrees}° 향하고 옆으로 {tilt}° 기울어 있습니다.</translation>
    </message>
    <message>
        <source>The camera looks {degrees}° up and is tilted by {tilt}°.</source>
        <translation>카메라가 위로 {degrees}° 향하고 옆으로 {tilt}° 기울어 있습니다.</translation>
    </message>
    <message>
        <source>It stands {height} cm above the floor.</source>
        <translation>카메라 높이는 바닥에서 {height} cm입니다.</translation>
    </message>
    <message>
        <source>All of you was seen in {share} of the pictures; you moved {cm} cm.</source>
        <translation>화면의 {share}에서 온몸이 보였고, 움직임은 {cm} cm였습니다.</translation>
    </message>
    <message>
        <source>Hold still…</source>
        <translation>움직이지 마세요…</translation>
    </message>
</context>
<context>
    <name>Curve</name>
    <message>
        <source>across (px)</source>
        <translation>가로 (px)</translation>
    </message>
    <message>
        <source>down (px)</source>
        <translation>세로 (px)</translation>
    </message>
    <message>
        <source>3D right (m)</source>
        <translation>3D 오른쪽 (m)</translation>
    </message>
    <message>
        <source>3D down (m)</source>
        <translation>3D 아래 (m)</translation>
    </message>
    <message>
        <source>3D depth (m)</source>
        <translation>3D 깊이 (m)</translation>
    </message>
</context>
<context>
    <name>Drops</name>
    <message>
        <source>Only files of this computer can be dropped here.</source>
        <translation>이 컴퓨터에 있는 파일만 끌어다 놓을 수 있습니다.</translation>
    </message>
    <message>
        <source>{names} cannot be used here; files that can: {known}.</source>
        <translation>{names}은(는) 여기서 사용할 수 없습니다. 사용할 수 있는 파일: {known}.</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Unexpected error</source>
        <translation>예기치 않은 오류</translation>
    </message>
    <message>
        <source>Something went wrong that this program did not foresee. Recorded takes are safe. Please send the text below with a word about what you were doing.</source>
        <translation>프로그램이 예상하지 못한 문제가 생겼습니다. 녹화한 테이크는 안전합니다. 무엇을 하던 중이었는지와 함께 아래 내용을 보내 주세요.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>{name} cannot be the avatar: {reason}.</source>
        <translation>{name}: 아바타로 쓸 수 없습니다({reason}).</translation>
    </message>
    <message>
        <source>Cannot read {path}: {reason}.</source>
        <translation>파일을 읽을 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>{name} cannot be the avatar: it needs too much memory.</source>
        <translation>{name}: 메모리가 너무 많이 필요해 아바타로 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>{camera} gives no picture.</source>
        <translation>{camera}에서 영상이 오지 않습니다.</translation>
    </message>
    <message>
        <source>{problem} Trying again until it is back.</source>
        <translation>{problem} 돌아올 때까지 다시 시도합니다.</translation>
    </message>
    <message>
        <source>{name} did not answer in time.</source>
        <translation>{name}에서 제때 응답이 없었습니다.</translation>
    </message>
    <message>
        <source>No video comes from {address}. Check the address and that the camera is on.</source>
        <translation>{address}에서 영상이 오지 않습니다. 주소를 확인하고 카메라가 켜져 있는지 보세요.</translation>
    </message>
    <message>
        <source>{path} is a folder, not a video file.</source>
        <translation>동영상 파일이 아니라 폴더입니다: {path}</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>파일이 없습니다: {path}</translation>
    </message>
    <message>
        <source>{path} may not be read: permission denied.</source>
        <translation>읽을 권한이 없습니다: {path}</translation>
    </message>
    <message>
        <source>There is no folder {path}.</source>
        <translation>폴더가 없습니다: {path}</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>읽을 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The folder {path} contains no images.</source>
        <translation>폴더에 이미지가 없습니다: {path}</translation>
    </message>
    <message>
        <source>{path} is not a readable image.</source>
        <translation>읽을 수 있는 이미지가 아닙니다: {path}</translation>
    </message>
    <message>
        <source>{path} is empty.</source>
        <translation>파일이 비어 있습니다: {path}</translation>
    </message>
    <message>
        <source>{path} cannot be read as a video: it is cut off, and the index that its kind of file keeps at the end is missing.</source>
        <translation>동영상으로 읽을 수 없습니다: {path}. 파일이 중간에 끊겨, 이런 종류의 파일이 끝에 두는 색인이 없습니다.</translation>
    </message>
    <message>
        <source>{path} cannot be read as a video: it is damaged, cut off, or of a kind this program does not know.</source>
        <translation>동영상으로 읽을 수 없습니다: {path}. 손상되었거나 중간에 끊겼거나 이 프로그램이 모르는 종류입니다.</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in, or start with the demo or a video.</source>
        <translation>카메라를 찾지 못했습니다. 카메라를 연결하거나 데모 또는 동영상으로 시작하세요.</translation>
    </message>
    <message>
        <source>There is no camera named &apos;{wanted}&apos;. There are: {names}.</source>
        <translation>이름이 &apos;{wanted}&apos;인 카메라가 없습니다. 있는 카메라: {names}.</translation>
    </message>
    <message>
        <source>Several cameras fit &apos;{wanted}&apos;: {names}. Give the whole name.</source>
        <translation>&apos;{wanted}&apos;에 맞는 카메라가 여럿입니다: {names}. 이름을 끝까지 적으세요.</translation>
    </message>
    <message>
        <source>{camera} did not answer within {seconds} seconds. Plug it out and in again.</source>
        <translation>{camera}에서 {seconds}초 안에 응답이 없었습니다. 뽑았다가 다시 연결하세요.</translation>
    </message>
    <message>
        <source>{camera} was not found. Is it plugged in?</source>
        <translation>카메라를 찾지 못했습니다: {camera}. 연결되어 있나요?</translation>
    </message>
    <message>
        <source>{camera} may not be used: permission denied for {device}. Add your user to the group &apos;video&apos; and log in again.</source>
        <translation>{camera}: {device} 사용 권한이 없습니다. 사용자를 &apos;video&apos; 그룹에 넣고 다시 로그인하세요.</translation>
    </message>
    <message>
        <source>{camera} gives no picture. It is probably used by another program: close that one, or allow camera access in the system&apos;s privacy settings.</source>
        <translation>{camera}에서 영상이 오지 않습니다. 다른 프로그램이 쓰고 있는 듯합니다. 그 프로그램을 닫거나 시스템의 개인 정보 설정에서 카메라 사용을 허용하세요.</translation>
    </message>
    <message>
        <source>Cannot write {path}: {reason}.</source>
        <translation>쓸 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>Cannot write {path}: it is a folder.</source>
        <translation>쓸 수 없습니다: {path}. 폴더입니다.</translation>
    </message>
    <message>
        <source>The list of networks {path} is missing; install the program again.</source>
        <translation>신경망 목록이 없습니다: {path}. 프로그램을 다시 설치하세요.</translation>
    </message>
    <message>
        <source>The list of networks {path} is damaged: {problem}.</source>
        <translation>신경망 목록이 손상되었습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>The network file {path} cannot be read: {reason}.</source>
        <translation>신경망 파일을 읽을 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The network file {path} is damaged: its SHA-256 is {found}, expected {expected}. Install the program again.</source>
        <translation>신경망 파일이 손상되었습니다: {path}. SHA-256이 {expected}여야 하는데 {found}입니다. 프로그램을 다시 설치하세요.</translation>
    </message>
    <message>
        <source>A recording is running already.</source>
        <translation>이미 녹화하고 있습니다.</translation>
    </message>
    <message>
        <source>There is no recording to stop.</source>
        <translation>멈출 녹화가 없습니다.</translation>
    </message>
    <message>
        <source>The recording is empty: no frame arrived while it ran.</source>
        <translation>녹화가 비어 있습니다. 녹화하는 동안 프레임이 하나도 오지 않았습니다.</translation>
    </message>
    <message>
        <source>The take is recorded but cannot be saved yet: {problem} It is recovered at the next start.</source>
        <translation>테이크를 녹화했지만 아직 저장할 수 없습니다. {problem} 다음에 시작할 때 복구합니다.</translation>
    </message>
    <message>
        <source>The folder of takes is gone: {problem} The take is saved as {refuge} instead.</source>
        <translation>테이크 폴더가 사라졌습니다. {problem} 테이크를 대신 여기에 저장했습니다: {refuge}</translation>
    </message>
    <message>
        <source>The recording has stopped: {reason}. Its first {frames} frames are kept.</source>
        <translation>녹화가 멈췄습니다({reason}). 처음 {frames}프레임은 남아 있습니다.</translation>
    </message>
    <message>
        <source>A take needs a name.</source>
        <translation>테이크에는 이름이 있어야 합니다.</translation>
    </message>
    <message>
        <source>Cannot delete {path}: {reason}.</source>
        <translation>지울 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>An interrupted recording is not recovered yet: {failure}</source>
        <translation>중단된 녹화를 아직 복구하지 못했습니다. {failure}</translation>
    </message>
    <message>
        <source>There is no take &apos;{take_id}&apos;.</source>
        <translation>테이크가 없습니다: &apos;{take_id}&apos;</translation>
    </message>
    <message>
        <source>There is no take {source}.</source>
        <translation>테이크가 없습니다: {source}</translation>
    </message>
    <message>
        <source>Cannot move {source}: {reason}.</source>
        <translation>옮길 수 없습니다: {source}({reason}).</translation>
    </message>
    <message>
        <source>Cannot write to {folder}: {reason}.</source>
        <translation>폴더에 쓸 수 없습니다: {folder}({reason}).</translation>
    </message>
    <message>
        <source>Nobody listens at {address}: start the receiver there or check its port. Streaming goes on.</source>
        <translation>{address}에서 받는 프로그램이 없습니다. 그곳에서 수신 프로그램을 시작하거나 포트를 확인하세요. 전송은 계속됩니다.</translation>
    </message>
    <message>
        <source>Nothing reaches {address}: {reason}. Streaming goes on; check the network.</source>
        <translation>{address}에 아무것도 도달하지 않습니다({reason}). 전송은 계속됩니다. 네트워크를 확인하세요.</translation>
    </message>
    <message>
        <source>Cannot keep the bones of {name}: {reason}.</source>
        <translation>{name}의 뼈 지정을 저장할 수 없습니다({reason}).</translation>
    </message>
    <message>
        <source>Cannot forget the bones of {name}: {reason}.</source>
        <translation>{name}의 뼈 지정을 지울 수 없습니다({reason}).</translation>
    </message>
    <message>
        <source>It is not known which bone of {name} is the hips.</source>
        <translation>{name}의 어느 뼈가 엉덩이인지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>{spec} is not an address this program can open.</source>
        <translation>이 프로그램이 열 수 있는 주소가 아닙니다: {spec}</translation>
    </message>
    <message>
        <source>There is no pose to export: nobody was found in any of the {frames} frames of &apos;{name}&apos;.</source>
        <translation>내보낼 자세가 없습니다. &apos;{name}&apos;의 {frames}프레임 어디에서도 사람을 찾지 못했습니다.</translation>
    </message>
    <message>
        <source>{count} of {all} takes were exported. {failures}</source>
        <translation>테이크 {all}개 중 {count}개를 내보냈습니다. {failures}</translation>
    </message>
    <message>
        <source>Several takes need a folder, and {folder} cannot be made: {reason}.</source>
        <translation>테이크가 여럿이면 폴더가 필요한데 만들 수 없습니다: {folder}({reason}).</translation>
    </message>
    <message>
        <source>The motion is too long for one FBX file; export shorter parts of it.</source>
        <translation>동작이 FBX 파일 하나에 담기에 너무 깁니다. 짧게 나누어 내보내세요.</translation>
    </message>
    <message>
        <source>The motion is too long for one GLB file; export shorter parts of it.</source>
        <translation>동작이 GLB 파일 하나에 담기에 너무 깁니다. 짧게 나누어 내보내세요.</translation>
    </message>
    <message>
        <source>Cannot export: the bone from {parent} to {joint} has no length. Record the take again with the whole body in view.</source>
        <translation>내보낼 수 없습니다. {parent}에서 {joint}까지의 뼈에 길이가 없습니다. 온몸이 보이게 테이크를 다시 녹화하세요.</translation>
    </message>
    <message>
        <source>The lifter {path} cannot be read: {reason}.</source>
        <translation>3D 신경망을 읽을 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The lifter {path} is damaged: its SHA-256 is not the one in the manifest. Install the program again.</source>
        <translation>3D 신경망이 손상되었습니다: {path}. SHA-256이 목록에 적힌 것과 다릅니다. 프로그램을 다시 설치하세요.</translation>
    </message>
    <message>
        <source>The lifter {path} does not run: {problem}.</source>
        <translation>3D 신경망이 실행되지 않습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>The lifter {path} cannot be loaded: {problem}.</source>
        <translation>3D 신경망을 불러올 수 없습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>The network {path} cannot be loaded: {problem}.</source>
        <translation>신경망을 불러올 수 없습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>The second stage {path} cannot be loaded: {problem}.</source>
        <translation>둘째 단계 신경망을 불러올 수 없습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>Nobody was found in {name}; there is no take of it.</source>
        <translation>{name}에서 사람을 찾지 못해 테이크를 만들지 않았습니다.</translation>
    </message>
    <message>
        <source>Refining needs the lifter &apos;lifter_refine&apos;, which this program came without. Install it again.</source>
        <translation>다듬으려면 3D 신경망 &apos;lifter_refine&apos;이 필요한데 이 프로그램에 들어 있지 않습니다. 다시 설치하세요.</translation>
    </message>
    <message>
        <source>Nobody was found in the take &apos;{name}&apos;; there is nothing to refine.</source>
        <translation>테이크 &apos;{name}&apos;에서 사람을 찾지 못했습니다. 다듬을 것이 없습니다.</translation>
    </message>
    <message>
        <source>Cannot record to {path}: {reason}.</source>
        <translation>여기에 녹화할 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The recording {path} is damaged: it does not begin like one.</source>
        <translation>녹화가 손상되었습니다: {path}. 녹화 파일의 시작이 아닙니다.</translation>
    </message>
    <message>
        <source>The recording {path} is damaged: {problem}.</source>
        <translation>녹화가 손상되었습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>The recording {path} is damaged: its header is incomplete.</source>
        <translation>녹화가 손상되었습니다: {path}. 머리말이 온전하지 않습니다.</translation>
    </message>
    <message>
        <source>Cannot read the reference video {path}: {problem}.</source>
        <translation>참고 영상을 읽을 수 없습니다: {path}({problem}).</translation>
    </message>
    <message>
        <source>There is no picture in the reference video {path}.</source>
        <translation>참고 영상에 그림이 없습니다: {path}</translation>
    </message>
    <message>
        <source>The reference video {path} is damaged: its times do not rise.</source>
        <translation>참고 영상이 손상되었습니다: {path}. 시각이 늘어나지 않습니다.</translation>
    </message>
    <message>
        <source>Nobody was found in the take &apos;{name}&apos;, so it has no motion.</source>
        <translation>테이크 &apos;{name}&apos;에서 사람을 찾지 못해 동작이 없습니다.</translation>
    </message>
    <message>
        <source>The take &apos;{name}&apos; is inconsistent: its time does not advance.</source>
        <translation>테이크 &apos;{name}&apos;의 내용이 맞지 않습니다. 시각이 늘어나지 않습니다.</translation>
    </message>
    <message>
        <source>The take &apos;{name}&apos; is inconsistent: its skeleton does not fit.</source>
        <translation>테이크 &apos;{name}&apos;의 내용이 맞지 않습니다. 골격이 맞지 않습니다.</translation>
    </message>
    <message>
        <source>No frame of the take &apos;{name}&apos; is in the part to keep.</source>
        <translation>테이크 &apos;{name}&apos;에서 남길 부분에 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>There is no take {path}.</source>
        <translation>테이크가 없습니다: {path}</translation>
    </message>
    <message>
        <source>Cannot read the take {path}: {reason}.</source>
        <translation>테이크를 읽을 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The take file {path} is damaged: {reason}.</source>
        <translation>테이크 파일이 손상되었습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>The pattern for names is empty.</source>
        <translation>이름 규칙이 비어 있습니다.</translation>
    </message>
    <message>
        <source>The pattern for names may contain {fields} and no other braces.</source>
        <translation>이름 규칙에는 {fields} 말고 다른 중괄호를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Cannot write the settings to {path}: {reason}.</source>
        <translation>설정을 쓸 수 없습니다: {path}({reason}).</translation>
    </message>
    <message>
        <source>You moved: hold the pose still for two seconds, then try again.</source>
        <translation>움직였습니다. 2초 동안 자세를 그대로 유지하고 다시 해 보세요.</translation>
    </message>
    <message>
        <source>Stand up straight with straight knees, then calibrate again.</source>
        <translation>무릎을 펴고 똑바로 선 다음 다시 보정하세요.</translation>
    </message>
    <message>
        <source>Face the camera, then calibrate again.</source>
        <translation>카메라를 바라본 다음 다시 보정하세요.</translation>
    </message>
    <message>
        <source>Nobody was seen: step into the picture, then calibrate again.</source>
        <translation>사람이 보이지 않았습니다. 화면 안으로 들어온 다음 다시 보정하세요.</translation>
    </message>
    <message>
        <source>Not all of you was seen: step back until hands and feet are in the picture, with enough light, then calibrate again.</source>
        <translation>온몸이 보이지 않았습니다. 충분히 밝은 곳에서 손과 발이 화면에 들어올 때까지 물러난 다음 다시 보정하세요.</translation>
    </message>
    <message>
        <source>That is no T- or A-pose: hold both arms straight, away from the body at the sides, then calibrate again.</source>
        <translation>T 자세나 A 자세가 아닙니다. 두 팔을 곧게 펴 몸 옆으로 벌린 다음 다시 보정하세요.</translation>
    </message>
    <message>
        <source>&apos;{address}&apos; is no address: write host and port, as in 127.0.0.1:39539.</source>
        <translation>주소가 아닙니다: &apos;{address}&apos;. 127.0.0.1:39539처럼 호스트와 포트를 적으세요.</translation>
    </message>
    <message>
        <source>&apos;{port}&apos; is no port: write a number from 1 to {most}.</source>
        <translation>포트가 아닙니다: &apos;{port}&apos;. 1부터 {most}까지의 수를 적으세요.</translation>
    </message>
    <message>
        <source>&apos;{host}&apos; is no host: write a name or a number, as in 127.0.0.1.</source>
        <translation>호스트가 아닙니다: &apos;{host}&apos;. 이름이나 127.0.0.1 같은 수를 적으세요.</translation>
    </message>
    <message>
        <source>{port} is no port: write a number from 1 to {most}.</source>
        <translation>포트가 아닙니다: {port}. 1부터 {most}까지의 수를 적으세요.</translation>
    </message>
    <message>
        <source>The host {host} is not known; check its spelling and the network.</source>
        <translation>호스트 {host}을(를) 찾을 수 없습니다. 철자와 네트워크를 확인하세요.</translation>
    </message>
    <message>
        <source>The last take is still being saved; try again in a moment.</source>
        <translation>앞의 테이크를 아직 저장하고 있습니다. 잠시 뒤에 다시 해 보세요.</translation>
    </message>
    <message>
        <source>A take is being recorded already.</source>
        <translation>이미 테이크를 녹화하고 있습니다.</translation>
    </message>
    <message>
        <source>Nothing can be recorded yet: the pose network is not loaded.</source>
        <translation>아직 녹화할 수 없습니다. 자세 신경망을 불러오지 않았습니다.</translation>
    </message>
    <message>
        <source>Nothing can be recorded while no source gives pictures.</source>
        <translation>영상이 오는 소스가 없으면 녹화할 수 없습니다.</translation>
    </message>
    <message>
        <source>Recording by OSC is not possible: port {port} cannot be opened ({reason}). Choose another one.</source>
        <translation>OSC로 녹화할 수 없습니다. 포트 {port}을(를) 열 수 없습니다({reason}). 다른 포트를 고르세요.</translation>
    </message>
    <message>
        <source>Nothing can be calibrated while no source gives pictures.</source>
        <translation>영상이 오는 소스가 없으면 보정할 수 없습니다.</translation>
    </message>
    <message>
        <source>{name} gives no pictures any more.</source>
        <translation>{name}에서 더는 영상이 오지 않습니다.</translation>
    </message>
    <message>
        <source>Another export is still running.</source>
        <translation>다른 내보내기가 아직 진행 중입니다.</translation>
    </message>
    <message>
        <source>Another take is still being refined.</source>
        <translation>다른 테이크를 아직 다듬고 있습니다.</translation>
    </message>
    <message>
        <source>The reference video has ended early: {reason}. The recording is whole.</source>
        <translation>참고 영상이 일찍 끝났습니다({reason}). 녹화 자체는 온전합니다.</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>One unit is one metre.</source>
        <translation>한 단위는 1미터입니다.</translation>
    </message>
    <message>
        <source>One unit is one centimetre.</source>
        <translation>한 단위는 1센티미터입니다.</translation>
    </message>
    <message>
        <source>Set Scale to 0.01 there.</source>
        <translation>그곳에서 Scale은 0.01로 맞추세요.</translation>
    </message>
    <message>
        <source>In Blender&apos;s BVH import tick Update Scene FPS and Update Scene Duration.</source>
        <translation>Blender의 BVH 가져오기에서 Update Scene FPS와 Update Scene Duration을 켜세요.</translation>
    </message>
    <message>
        <source>In Blender tick Ignore Leaf Bones (under Armature), then set the scene&apos;s last frame.</source>
        <translation>Blender의 Armature 항목에서 Ignore Leaf Bones를 켜고, 가져온 다음 장면의 마지막 프레임을 맞추세요.</translation>
    </message>
    <message>
        <source>In Blender set the scene&apos;s frame rate to the file&apos;s before importing.</source>
        <translation>Blender에서 가져오기 전에 장면의 프레임 속도를 파일과 같게 맞추세요.</translation>
    </message>
    <message>
        <source>Bones are called as in the take: Hips, Spine, LeftArm.</source>
        <translation>뼈 이름은 테이크와 같습니다(Hips, Spine, LeftArm).</translation>
    </message>
    <message>
        <source>Bones are called mixamorig:Hips and so on, which every retargeter knows.</source>
        <translation>뼈 이름은 mixamorig:Hips 같은 꼴이며, 모든 리타기팅 도구가 알아봅니다.</translation>
    </message>
    <message>
        <source>Bones are called as in UE5&apos;s Manny, with a root on the floor.</source>
        <translation>뼈 이름은 UE5의 Manny와 같고, 바닥에 루트가 있습니다.</translation>
    </message>
    <message>
        <source>Bones are called as in VRM 1.0 avatars.</source>
        <translation>뼈 이름은 VRM 1.0 아바타와 같습니다.</translation>
    </message>
    <message>
        <source>Bones are called as in Rigify&apos;s human metarig.</source>
        <translation>뼈 이름은 Rigify의 휴먼 메타리그와 같습니다.</translation>
    </message>
    <message>
        <source>Bones are called as in the motion files of Carnegie Mellon University.</source>
        <translation>뼈 이름은 카네기 멜런 대학교의 모션 파일과 같습니다.</translation>
    </message>
    <message>
        <source>Bones are called as in Daz&apos;s Genesis.</source>
        <translation>뼈 이름은 Daz의 Genesis와 같습니다.</translation>
    </message>
</context>
<context>
    <name>ExportControl</name>
    <message>
        <source>Exported to {path}.</source>
        <translation>{path}(으)로 내보냈습니다.</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>폴더 열기</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>metres</source>
        <translation>미터</translation>
    </message>
    <message>
        <source>centimetres</source>
        <translation>센티미터</translation>
    </message>
    <message>
        <source>{n} takes</source>
        <translation>테이크 {n}개</translation>
    </message>
    <message>
        <source>Export {what}</source>
        <translation>{what} 내보내기</translation>
    </message>
    <message>
        <source>File or folder to write to</source>
        <translation>저장할 파일 또는 폴더</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>내보내기 진행률</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>프레임 속도</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>단위</translation>
    </message>
    <message>
        <source>the target&apos;s</source>
        <translation>대상 프로그램에 맞춤</translation>
    </message>
    <message>
        <source>T-pose</source>
        <translation>T 자세</translation>
    </message>
    <message>
        <source>A-pose</source>
        <translation>A 자세</translation>
    </message>
    <message>
        <source>Rest pose</source>
        <translation>기본 자세</translation>
    </message>
    <message>
        <source>as the first frame, too</source>
        <translation>첫 프레임에도 넣기</translation>
    </message>
    <message>
        <source>Rotation order</source>
        <translation>회전 순서</translation>
    </message>
    <message>
        <source>rest pose stands on the floor</source>
        <translation>기본 자세를 바닥에 세우기</translation>
    </message>
    <message>
        <source>For</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>내보낼 위치</translation>
    </message>
</context>
<context>
    <name>FileCaptureControl</name>
    <message>
        <source>Progress of the capture</source>
        <translation>캡처 진행률</translation>
    </message>
    <message>
        <source>Stop capturing the file</source>
        <translation>파일 캡처 멈추기</translation>
    </message>
    <message>
        <source>Stop capturing this file; nothing of it is kept</source>
        <translation>이 파일의 캡처를 멈춥니다. 결과는 남지 않습니다</translation>
    </message>
    <message>
        <source>&amp;Capture a video file…</source>
        <translation>동영상 파일 캡처(&amp;C)…</translation>
    </message>
    <message>
        <source>Videos ({names})</source>
        <translation>동영상 ({names})</translation>
    </message>
    <message>
        <source>Capture a video file</source>
        <translation>동영상 파일 캡처</translation>
    </message>
    <message>
        <source>Capturing {name}</source>
        <translation>{name} 캡처 중</translation>
    </message>
    <message>
        <source>{file} is captured: {take} is in the list of takes.</source>
        <translation>{file} 캡처가 끝났습니다. 테이크 목록에 {take}이(가) 있습니다.</translation>
    </message>
</context>
<context>
    <name>FilterSliders</name>
    <message>
        <source>2D calm</source>
        <translation>2D 안정</translation>
    </message>
    <message>
        <source>Cutoff at rest: lower is calmer, slower</source>
        <translation>정지할 때의 차단 주파수: 낮을수록 안정되고 느립니다</translation>
    </message>
    <message>
        <source>2D quickness</source>
        <translation>2D 반응</translation>
    </message>
    <message>
        <source>Rise of the cutoff with speed: less lag</source>
        <translation>속도에 따라 차단 주파수를 올려 지연을 줄입니다</translation>
    </message>
    <message>
        <source>3D calm</source>
        <translation>3D 안정</translation>
    </message>
    <message>
        <source>3D quickness</source>
        <translation>3D 반응</translation>
    </message>
</context>
<context>
    <name>FoldingPanel</name>
    <message>
        <source>Show or hide this part</source>
        <translation>이 부분을 펼치거나 접습니다</translation>
    </message>
</context>
<context>
    <name>Guidance</name>
    <message>
        <source>It is too dark: switch on a light in front of you.</source>
        <translation>너무 어둡습니다. 앞쪽의 조명을 켜세요.</translation>
    </message>
    <message>
        <source>The picture is washed out: turn away from the window or dim the light.</source>
        <translation>화면이 너무 밝습니다. 창을 피하거나 조명을 줄이세요.</translation>
    </message>
    <message>
        <source>Nobody is in view: step in front of the camera.</source>
        <translation>아무도 보이지 않습니다. 카메라 앞에 서세요.</translation>
    </message>
    <message>
        <source>Two people are in view: one person at a time can be captured.</source>
        <translation>두 사람이 보입니다. 한 번에 한 사람만 캡처할 수 있습니다.</translation>
    </message>
    <message>
        <source>Step back until you are in the picture from head to feet.</source>
        <translation>머리부터 발까지 화면에 들어올 때까지 뒤로 물러나세요.</translation>
    </message>
    <message>
        <source>Your feet are hidden: clear the view to the floor, or tilt the camera.</source>
        <translation>발이 가려져 있습니다. 바닥이 보이게 치우거나 카메라를 기울이세요.</translation>
    </message>
    <message>
        <source>A hand leaves the picture: step back a little.</source>
        <translation>손이 화면 밖으로 나갑니다. 조금 뒤로 물러나세요.</translation>
    </message>
    <message>
        <source>You are far away: come closer to the camera.</source>
        <translation>너무 멀리 있습니다. 카메라에 더 가까이 오세요.</translation>
    </message>
    <message>
        <source>You are hard to make out: more light, or clothes unlike the background, would help.</source>
        <translation>모습을 알아보기 어렵습니다. 조명을 더 켜거나 배경과 다른 색의 옷을 입으면 좋습니다.</translation>
    </message>
    <message>
        <source>The camera is slow: more light lets it take more pictures a second.</source>
        <translation>카메라가 느립니다. 밝게 하면 초당 더 많이 찍을 수 있습니다.</translation>
    </message>
    <message>
        <source>Exact is too slow for this computer: choose Quick in the settings, Capture.</source>
        <translation>이 컴퓨터에는 정밀이 너무 느립니다: 설정의 캡처에서 빠름을 고르세요.</translation>
    </message>
    <message>
        <source>This computer cannot keep up: close other programs for smoother motion.</source>
        <translation>컴퓨터가 따라가지 못합니다. 다른 프로그램을 닫으면 움직임이 부드러워집니다.</translation>
    </message>
</context>
<context>
    <name>GuidanceBar</name>
    <message>
        <source>Turn hints off (View, Hints turns them on again)</source>
        <translation>안내 끄기(보기 → 안내에서 다시 켤 수 있습니다)</translation>
    </message>
    <message>
        <source>Turn hints off</source>
        <translation>안내 끄기</translation>
    </message>
</context>
<context>
    <name>GuidanceControl</name>
    <message>
        <source>&amp;Hints over the picture</source>
        <translation>화면 위 안내(&amp;H)</translation>
    </message>
</context>
<context>
    <name>HelpControl</name>
    <message>
        <source>&amp;Manual</source>
        <translation>설명서(&amp;M)</translation>
    </message>
    <message>
        <source>Keyboard &amp;shortcuts</source>
        <translation>키보드 단축키(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>진단 정보 복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;About mocap-app</source>
        <translation>mocap-app 정보(&amp;A)</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>설명서</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
    <message>
        <source>Diagnostics are on the clipboard; paste them where you ask for help.</source>
        <translation>진단 정보를 클립보드에 복사했습니다. 도움을 요청하는 곳에 붙여 넣으세요.</translation>
    </message>
    <message>
        <source>About mocap-app</source>
        <translation>mocap-app 정보</translation>
    </message>
    <message>
        <source>| Keys | What they do |</source>
        <translation>| 키 | 하는 일 |</translation>
    </message>
    <message>
        <source>| Tab, Shift+Tab | To the next or the previous control |</source>
        <translation>| Tab, Shift+Tab | 다음 또는 이전 항목으로 이동 |</translation>
    </message>
    <message>
        <source>| Space on a control reached by Tab | Press it |</source>
        <translation>| Tab으로 이동한 항목에서 스페이스 | 누르기 |</translation>
    </message>
    <message>
        <source>| Esc in a text field | Leave it |</source>
        <translation>| 글자를 쓰는 칸에서 Esc | 칸에서 나가기 |</translation>
    </message>
    <message>
        <source>| Alt and an underlined letter | Open that menu |</source>
        <translation>| Alt와 밑줄 친 글자 | 메뉴 열기 |</translation>
    </message>
    <message>
        <source>| F2 in the list of takes | Rename the take |</source>
        <translation>| 테이크 목록에서 F2 | 테이크 이름 바꾸기 |</translation>
    </message>
    <message>
        <source>| Delete in the list of takes | Delete the take |</source>
        <translation>| 테이크 목록에서 Delete | 테이크 삭제 |</translation>
    </message>
    <message>
        <source>| N, S in the list of takes | Notes; star |</source>
        <translation>| 테이크 목록에서 N, S | 메모; 별표 |</translation>
    </message>
    <message>
        <source>| Return in the list of takes | Show the take on the timeline |</source>
        <translation>| 테이크 목록에서 Return | 테이크를 타임라인에 표시 |</translation>
    </message>
    <message>
        <source>| K on the timeline | Play or pause |</source>
        <translation>| 타임라인에서 K | 재생 또는 일시 정지 |</translation>
    </message>
    <message>
        <source>| , . on the timeline | One frame back or on; with Shift one second |</source>
        <translation>| 타임라인에서 , . | 한 프레임 뒤로 또는 앞으로; Shift와 함께 1초 |</translation>
    </message>
    <message>
        <source>| Home, End on the timeline | To the begin or the end |</source>
        <translation>| 타임라인에서 Home, End | 처음으로 또는 끝으로 |</translation>
    </message>
    <message>
        <source>| L on the timeline | Start over at the end, or stop there |</source>
        <translation>| 타임라인에서 L | 끝에서 다시 시작 또는 정지 |</translation>
    </message>
    <message>
        <source>| I, O on the timeline | Trim: what counts begins or ends here |</source>
        <translation>| 타임라인에서 I, O | 자르기: 사용할 부분이 여기서 시작하거나 끝남 |</translation>
    </message>
    <message>
        <source>| B on the timeline | Before or after refining |</source>
        <translation>| 타임라인에서 B | 다듬기 전 또는 후 |</translation>
    </message>
    <message>
        <source>| Esc on the timeline | Back to live |</source>
        <translation>| 타임라인에서 Esc | 실시간으로 |</translation>
    </message>
    <message>
        <source>Live 3D motion capture from one ordinary webcam. Free software under the MIT licence; everything stays on this computer.</source>
        <translation>평범한 웹캠 하나로 하는 실시간 3D 모션 캡처. MIT 라이선스의 자유 소프트웨어이며, 모든 데이터는 이 컴퓨터에만 남습니다.</translation>
    </message>
</context>
<context>
    <name>Joints</name>
    <message>
        <source>lower spine</source>
        <translation>척추 아래</translation>
    </message>
    <message>
        <source>middle spine</source>
        <translation>척추 가운데</translation>
    </message>
    <message>
        <source>upper spine</source>
        <translation>척추 위</translation>
    </message>
    <message>
        <source>neck</source>
        <translation>목</translation>
    </message>
    <message>
        <source>head</source>
        <translation>머리</translation>
    </message>
    <message>
        <source>left collarbone</source>
        <translation>왼쪽 쇄골</translation>
    </message>
    <message>
        <source>right collarbone</source>
        <translation>오른쪽 쇄골</translation>
    </message>
    <message>
        <source>left ball of the foot</source>
        <translation>왼발 앞꿈치</translation>
    </message>
    <message>
        <source>right ball of the foot</source>
        <translation>오른발 앞꿈치</translation>
    </message>
</context>
<context>
    <name>Keypoints</name>
    <message>
        <source>pelvis</source>
        <translation>골반</translation>
    </message>
    <message>
        <source>right hip</source>
        <translation>오른쪽 엉덩이</translation>
    </message>
    <message>
        <source>right knee</source>
        <translation>오른쪽 무릎</translation>
    </message>
    <message>
        <source>right ankle</source>
        <translation>오른쪽 발목</translation>
    </message>
    <message>
        <source>left hip</source>
        <translation>왼쪽 엉덩이</translation>
    </message>
    <message>
        <source>left knee</source>
        <translation>왼쪽 무릎</translation>
    </message>
    <message>
        <source>left ankle</source>
        <translation>왼쪽 발목</translation>
    </message>
    <message>
        <source>spine</source>
        <translation>척추</translation>
    </message>
    <message>
        <source>thorax</source>
        <translation>가슴</translation>
    </message>
    <message>
        <source>nose</source>
        <translation>코</translation>
    </message>
    <message>
        <source>head top</source>
        <translation>정수리</translation>
    </message>
    <message>
        <source>left shoulder</source>
        <translation>왼쪽 어깨</translation>
    </message>
    <message>
        <source>left elbow</source>
        <translation>왼쪽 팔꿈치</translation>
    </message>
    <message>
        <source>left wrist</source>
        <translation>왼쪽 손목</translation>
    </message>
    <message>
        <source>right shoulder</source>
        <translation>오른쪽 어깨</translation>
    </message>
    <message>
        <source>right elbow</source>
        <translation>오른쪽 팔꿈치</translation>
    </message>
    <message>
        <source>right wrist</source>
        <translation>오른쪽 손목</translation>
    </message>
    <message>
        <source>left ear</source>
        <translation>왼쪽 귀</translation>
    </message>
    <message>
        <source>right ear</source>
        <translation>오른쪽 귀</translation>
    </message>
    <message>
        <source>left index</source>
        <translation>왼손 검지</translation>
    </message>
    <message>
        <source>left pinky</source>
        <translation>왼손 새끼손가락</translation>
    </message>
    <message>
        <source>right index</source>
        <translation>오른손 검지</translation>
    </message>
    <message>
        <source>right pinky</source>
        <translation>오른손 새끼손가락</translation>
    </message>
    <message>
        <source>left heel</source>
        <translation>왼쪽 발뒤꿈치</translation>
    </message>
    <message>
        <source>left toe</source>
        <translation>왼쪽 발가락</translation>
    </message>
    <message>
        <source>right heel</source>
        <translation>오른쪽 발뒤꿈치</translation>
    </message>
    <message>
        <source>right toe</source>
        <translation>오른쪽 발가락</translation>
    </message>
</context>
<context>
    <name>LargePicture</name>
    <message>
        <source>Lar&amp;ge picture</source>
        <translation>큰 화면(&amp;G)</translation>
    </message>
</context>
<context>
    <name>LiveDisplay</name>
    <message>
        <source>Opening the source…</source>
        <translation>소스를 여는 중…</translation>
    </message>
    <message>
        <source>Choose a source on the right</source>
        <translation>오른쪽에서 소스를 선택하세요</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Record or stop</source>
        <translation>녹화 또는 정지(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Calibrate…</source>
        <translation>보정(&amp;C)…</translation>
    </message>
    <message>
        <source>Recording &amp;options…</source>
        <translation>녹화 옵션(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Deleted takes…</source>
        <translation>삭제한 테이크(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Look for cameras</source>
        <translation>카메라 찾기(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>종료(&amp;Q)</translation>
    </message>
    <message>
        <source>The 3D view goes on without OpenGL, as {reason}; recording is not affected. Starting the program again may bring it back.</source>
        <translation>3D 보기를 OpenGL 없이 계속합니다({reason}). 녹화에는 영향이 없습니다. 프로그램을 다시 시작하면 OpenGL을 다시 쓸 수 있을지도 모릅니다.</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Capture</source>
        <translation>캡처(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Take</source>
        <translation>테이크(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
</context>
<context>
    <name>OpenGL</name>
    <message>
        <source>the graphics driver cannot draw it</source>
        <translation>그래픽 드라이버가 아바타를 그리지 못합니다</translation>
    </message>
    <message>
        <source>no OpenGL context can be created</source>
        <translation>OpenGL 컨텍스트를 만들 수 없습니다</translation>
    </message>
    <message>
        <source>the OpenGL context cannot be used</source>
        <translation>OpenGL 컨텍스트를 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>only OpenGL ES is offered</source>
        <translation>OpenGL ES만 제공됩니다</translation>
    </message>
    <message>
        <source>OpenGL {found} is older than {needed}</source>
        <translation>OpenGL {found}은(는) {needed}보다 오래된 버전입니다</translation>
    </message>
</context>
<context>
    <name>PoseChecklist</name>
    <message>
        <source>All of you is seen</source>
        <translation>온몸이 보입니다</translation>
    </message>
    <message>
        <source>You face the camera</source>
        <translation>카메라를 마주 봅니다</translation>
    </message>
    <message>
        <source>You stand straight</source>
        <translation>똑바로 서 있습니다</translation>
    </message>
    <message>
        <source>Arms straight, out to the sides</source>
        <translation>두 팔을 옆으로 곧게 벌렸습니다</translation>
    </message>
    <message>
        <source>Arms straight, half lowered</source>
        <translation>두 팔을 곧게 펴서 반쯤 내렸습니다</translation>
    </message>
</context>
<context>
    <name>PoseFigure</name>
    <message>
        <source>A person facing you, arms held out to the sides</source>
        <translation>정면을 보고 두 팔을 옆으로 벌린 사람</translation>
    </message>
    <message>
        <source>A person facing you, arms held away from the body, hands at the hips</source>
        <translation>정면을 보고 두 팔을 몸에서 떼어 반쯤 내린 사람</translation>
    </message>
</context>
<context>
    <name>RecordControl</name>
    <message>
        <source>{name} is saved ({length}): it has reached its set length.</source>
        <translation>{name}을(를) 저장했습니다 ({length}). 정해 둔 길이에 도달했습니다.</translation>
    </message>
    <message>
        <source>{name} is saved ({length}).</source>
        <translation>{name}을(를) 저장했습니다 ({length}).</translation>
    </message>
</context>
<context>
    <name>RecordOptions</name>
    <message>
        <source>Recording options</source>
        <translation>녹화 옵션</translation>
    </message>
    <message>
        <source>Next take</source>
        <translation>다음 테이크</translation>
    </message>
    <message>
        <source>OSC messages</source>
        <translation>OSC 메시지</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Record</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>Record a take (space bar)</source>
        <translation>테이크를 녹화합니다 (스페이스 바)</translation>
    </message>
    <message>
        <source>Time to get into position</source>
        <translation>자리를 잡을 시간</translation>
    </message>
    <message>
        <source>Names, reference video, automatic end, control by OSC</source>
        <translation>이름, 참고 영상, 자동 종료, OSC 제어</translation>
    </message>
    <message>
        <source>Recording options</source>
        <translation>녹화 옵션</translation>
    </message>
    <message>
        <source>Next: {name}</source>
        <translation>다음: {name}</translation>
    </message>
    <message>
        <source>The next take will be called “{name}”.</source>
        <translation>다음 테이크의 이름은 “{name}”입니다.</translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation>카운트다운</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>{words}   (space)</source>
        <translation>{words}   (스페이스)</translation>
    </message>
</context>
<context>
    <name>ScoreControl</name>
    <message>
        <source>Progress of the scoring</source>
        <translation>채점 진행률</translation>
    </message>
    <message>
        <source>Stop scoring</source>
        <translation>채점 멈추기</translation>
    </message>
    <message>
        <source>Stop scoring; Score in the menu of a take goes on with it</source>
        <translation>채점을 멈춥니다. 테이크 메뉴의 채점으로 이어서 할 수 있습니다</translation>
    </message>
    <message>
        <source>Scoring take {n} of {total}</source>
        <translation>테이크 채점 중: {n}/{total}</translation>
    </message>
    <message>
        <source>{n} takes are scored, {mean} on average; the lowest is {name}: {words}.</source>
        <translation>테이크 {n}개를 채점했습니다. 평균 {mean}점, 가장 낮은 것은 {name}입니다: {words}.</translation>
    </message>
    <message>
        <source>nobody is in it</source>
        <translation>아무도 찍히지 않았습니다</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Lock when standing</source>
        <translation>서 있을 때 고정</translation>
    </message>
    <message>
        <source>Always on the floor</source>
        <translation>항상 바닥에</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>자유</translation>
    </message>
    <message>
        <source>Ground only</source>
        <translation>바닥 위로만</translation>
    </message>
    <message>
        <source>Jumps allowed</source>
        <translation>점프 허용</translation>
    </message>
    <message>
        <source>Always on it</source>
        <translation>항상 바닥에</translation>
    </message>
    <message>
        <source>Whole body</source>
        <translation>온몸</translation>
    </message>
    <message>
        <source>Upper body, standing</source>
        <translation>상체, 서서</translation>
    </message>
    <message>
        <source>Upper body, seated</source>
        <translation>상체, 앉아서</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>부드럽게</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>균형</translation>
    </message>
    <message>
        <source>Responsive</source>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>사용자 지정</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>바로</translation>
    </message>
    <message>
        <source>3 s</source>
        <translation>3초</translation>
    </message>
    <message>
        <source>5 s</source>
        <translation>5초</translation>
    </message>
    <message>
        <source>10 s</source>
        <translation>10초</translation>
    </message>
    <message>
        <source>every pose</source>
        <translation>모든 자세</translation>
    </message>
    <message>
        <source>60 per s</source>
        <translation>초당 60</translation>
    </message>
    <message>
        <source>30 per s</source>
        <translation>초당 30</translation>
    </message>
    <message>
        <source>24 per s</source>
        <translation>초당 24</translation>
    </message>
    <message>
        <source>15 per s</source>
        <translation>초당 15</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>small (640 pixels)</source>
        <translation>작게 (640픽셀)</translation>
    </message>
    <message>
        <source>medium (960 pixels)</source>
        <translation>중간 (960픽셀)</translation>
    </message>
    <message>
        <source>large (1280 pixels)</source>
        <translation>크게 (1280픽셀)</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>캡처</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>좌우 반전</translation>
    </message>
    <message>
        <source>Flip the picture: the figure moves like your reflection</source>
        <translation>화면을 좌우로 뒤집습니다. 거울처럼 움직입니다</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>회전</translation>
    </message>
    <message>
        <source>Turn the picture clockwise, for a camera on its side</source>
        <translation>옆으로 놓인 카메라를 위해 화면을 시계 방향으로 돌립니다</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>깊이</translation>
    </message>
    <message>
        <source>How 3D is found: from the last second, which is steadier, or from each picture</source>
        <translation>3D를 구하는 방법: 최근 1초에서 구하면 더 안정적입니다. 또는 화면마다 따로 구합니다</translation>
    </message>
    <message>
        <source>From the last second</source>
        <translation>최근 1초에서</translation>
    </message>
    <message>
        <source>From each picture by itself</source>
        <translation>화면마다 따로</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>How the body is found in each picture; exact needs a network of twice the work</source>
        <translation>각 화면에서 몸을 찾는 방법: 정밀은 작업량이 두 배인 신경망을 씁니다</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>빠름</translation>
    </message>
    <message>
        <source>Exact, for fast computers</source>
        <translation>정밀, 빠른 컴퓨터용</translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation>카운트다운</translation>
    </message>
    <message>
        <source>Time to get into position before a recording starts</source>
        <translation>녹화가 시작되기 전에 자리를 잡을 시간</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>장면</translation>
    </message>
    <message>
        <source>Scene in the names of takes; may be empty</source>
        <translation>테이크 이름에 들어갈 장면. 비워 둘 수 있습니다</translation>
    </message>
    <message>
        <source>Shot</source>
        <translation>샷</translation>
    </message>
    <message>
        <source>Shot in the names of takes; may be empty</source>
        <translation>테이크 이름에 들어갈 샷. 비워 둘 수 있습니다</translation>
    </message>
    <message>
        <source>Name pattern</source>
        <translation>이름 형식</translation>
    </message>
    <message>
        <source>{scene}, {shot}, {take} or {take:03} for a number that counts, {date}, {time}</source>
        <translation>{scene} 장면, {shot} 샷, {take} 또는 {take:03} 차례로 늘어나는 번호, {date} 날짜, {time} 시각</translation>
    </message>
    <message>
        <source>Reference video</source>
        <translation>참고 영상</translation>
    </message>
    <message>
        <source>Keep what the camera sees with each take, made smaller</source>
        <translation>카메라 영상을 작게 줄여 테이크와 함께 저장합니다</translation>
    </message>
    <message>
        <source>Stop after</source>
        <translation>자동 종료</translation>
    </message>
    <message>
        <source>Length after which a recording ends by itself</source>
        <translation>녹화가 저절로 끝나는 길이</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 초</translation>
    </message>
    <message>
        <source>never</source>
        <translation>안 함</translation>
    </message>
    <message>
        <source>Control by OSC</source>
        <translation>OSC로 제어</translation>
    </message>
    <message>
        <source>Start and stop recordings from a tablet or a program</source>
        <translation>태블릿이나 다른 프로그램에서 녹화를 시작하고 멈춥니다</translation>
    </message>
    <message>
        <source>OSC port</source>
        <translation>OSC 포트</translation>
    </message>
    <message>
        <source>UDP port on which OSC messages are awaited</source>
        <translation>OSC 메시지를 받을 UDP 포트</translation>
    </message>
    <message>
        <source>OSC from</source>
        <translation>OSC 허용</translation>
    </message>
    <message>
        <source>Who may start and stop recordings</source>
        <translation>녹화를 시작하고 멈출 수 있는 컴퓨터</translation>
    </message>
    <message>
        <source>this computer only</source>
        <translation>이 컴퓨터만</translation>
    </message>
    <message>
        <source>the whole network</source>
        <translation>네트워크 전체</translation>
    </message>
    <message>
        <source>Body and floor</source>
        <translation>몸과 바닥</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Height of the person; it gives takes their true size</source>
        <translation>사람의 키. 테이크가 실제 크기가 됩니다</translation>
    </message>
    <message>
        <source> cm</source>
        <translation> cm</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>Feet</source>
        <translation>발</translation>
    </message>
    <message>
        <source>What happens to feet that stand</source>
        <translation>디디고 있는 발을 어떻게 할지</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>바닥</translation>
    </message>
    <message>
        <source>Whether both feet may leave the floor</source>
        <translation>두 발이 모두 바닥에서 떨어질 수 있는지</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>몸</translation>
    </message>
    <message>
        <source>Whether the legs are captured or held still</source>
        <translation>다리를 캡처할지, 움직이지 않게 할지</translation>
    </message>
    <message>
        <source>In place</source>
        <translation>제자리</translation>
    </message>
    <message>
        <source>Hold the hips over one spot</source>
        <translation>골반을 한자리에 둡니다</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>부드럽게 하기</translation>
    </message>
    <message>
        <source>Smooth is calmer, responsive lags less; the sliders are your own</source>
        <translation>부드럽게는 더 안정되고, 빠르게는 지연이 적습니다. 슬라이더로 직접 정할 수 있습니다</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>For</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Program the files are for: it decides names and unit of the bones</source>
        <translation>파일을 사용할 프로그램. 본의 이름과 단위가 정해집니다</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Kind of file that is offered first</source>
        <translation>먼저 제안할 파일 형식</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>프레임 속도</translation>
    </message>
    <message>
        <source>Frames per second of exported files</source>
        <translation>내보낸 파일의 초당 프레임 수</translation>
    </message>
    <message>
        <source> fps</source>
        <translation> fps</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Where files go; empty for your documents</source>
        <translation>파일을 저장할 곳. 비워 두면 문서 폴더</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>스트림</translation>
    </message>
    <message>
        <source>VMC for avatar programs, JSON for your own</source>
        <translation>아바타 프로그램에는 VMC, 직접 만든 프로그램에는 JSON</translation>
    </message>
    <message>
        <source>Receiver</source>
        <translation>받는 컴퓨터</translation>
    </message>
    <message>
        <source>Computer that receives, by name or number; 127.0.0.1 is this one</source>
        <translation>받는 컴퓨터의 이름 또는 주소. 127.0.0.1은 이 컴퓨터입니다</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>UDP port of the receiver, 1 to 65535</source>
        <translation>받는 쪽의 UDP 포트, 1~65535</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>전송 속도</translation>
    </message>
    <message>
        <source>Most poses sent in a second</source>
        <translation>1초에 보낼 최대 자세 수</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>안내</translation>
    </message>
    <message>
        <source>Say over the picture what would help the capture</source>
        <translation>캡처에 도움이 될 내용을 화면 위에 알려 줍니다</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Language of the window, from the next start on</source>
        <translation>창의 언어. 다음에 시작할 때부터 적용됩니다</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>시스템 언어</translation>
    </message>
    <message>
        <source>Acting, whole body</source>
        <translation>연기, 온몸</translation>
    </message>
    <message>
        <source>Walks, gestures and jumps in front of the camera</source>
        <translation>카메라 앞에서 걷고, 몸짓하고, 뛰는 동작</translation>
    </message>
    <message>
        <source>Fast: dance and sport</source>
        <translation>빠른 동작: 춤과 운동</translation>
    </message>
    <message>
        <source>Least lag, feet locked while they stand, jumps allowed</source>
        <translation>지연을 가장 줄이고, 디딘 발은 고정하며, 점프를 허용합니다</translation>
    </message>
    <message>
        <source>Calm: slow, careful motion</source>
        <translation>차분하게: 느리고 섬세한 동작</translation>
    </message>
    <message>
        <source>Steadiest, both feet stay on a flat floor</source>
        <translation>가장 안정적이며, 두 발이 평평한 바닥에 있습니다</translation>
    </message>
    <message>
        <source>At the desk</source>
        <translation>책상 앞에서</translation>
    </message>
    <message>
        <source>Upper body of somebody who sits, for avatars and talks</source>
        <translation>앉아 있는 사람의 상체. 아바타와 방송에 알맞습니다</translation>
    </message>
    <message>
        <source>BVH motion</source>
        <translation>BVH 모션</translation>
    </message>
    <message>
        <source>FBX skeleton</source>
        <translation>FBX 스켈레톤</translation>
    </message>
    <message>
        <source>GLB with a mannequin</source>
        <translation>마네킹이 든 GLB</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV 표</translation>
    </message>
    <message>
        <source>NumPy arrays</source>
        <translation>NumPy 배열</translation>
    </message>
    <message>
        <source>Generic, MotionBuilder</source>
        <translation>일반, MotionBuilder</translation>
    </message>
    <message>
        <source>Mixamo names</source>
        <translation>Mixamo 이름</translation>
    </message>
    <message>
        <source>Unreal Engine 5 names</source>
        <translation>Unreal Engine 5 이름</translation>
    </message>
    <message>
        <source>VRM, Unity names</source>
        <translation>VRM, Unity 이름</translation>
    </message>
    <message>
        <source>Rigify names</source>
        <translation>Rigify 이름</translation>
    </message>
    <message>
        <source>CMU names</source>
        <translation>CMU 이름</translation>
    </message>
    <message>
        <source>Daz, Poser names</source>
        <translation>Daz, Poser 이름</translation>
    </message>
</context>
<context>
    <name>SettingsControl</name>
    <message>
        <source>&amp;Settings…</source>
        <translation>설정(&amp;S)…</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>설정 페이지</translation>
    </message>
    <message>
        <source>Set what suits one way of working, all at once</source>
        <translation>작업 방식에 맞는 설정을 한 번에 적용합니다</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>프리셋</translation>
    </message>
    <message>
        <source>Choose a preset…</source>
        <translation>프리셋 선택…</translation>
    </message>
    <message>
        <source>Reset &amp;page</source>
        <translation>이 페이지 초기화(&amp;P)</translation>
    </message>
    <message>
        <source>Reset &amp;all</source>
        <translation>모두 초기화(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>실행 취소(&amp;U)</translation>
    </message>
    <message>
        <source>P&amp;reset</source>
        <translation>프리셋(&amp;R)</translation>
    </message>
    <message>
        <source>Change “{setting}”</source>
        <translation>“{setting}” 변경</translation>
    </message>
    <message>
        <source>Change the smoothing</source>
        <translation>부드럽게 하기 변경</translation>
    </message>
    <message>
        <source>Preset “{name}”</source>
        <translation>프리셋 “{name}”</translation>
    </message>
    <message>
        <source>Reset a page of settings</source>
        <translation>설정 페이지 초기화</translation>
    </message>
    <message>
        <source>Reset all settings</source>
        <translation>모든 설정 초기화</translation>
    </message>
</context>
<context>
    <name>SolverPanel</name>
    <message>
        <source>Body and floor</source>
        <translation>몸과 바닥</translation>
    </message>
    <message>
        <source>Calibrate…</source>
        <translation>보정…</translation>
    </message>
    <message>
        <source>Measure yourself and the camera from a pose you hold</source>
        <translation>자세를 유지하여 몸과 카메라를 측정합니다</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>Forget the calibration and estimate person and camera</source>
        <translation>보정을 지우고 사람과 카메라를 추정합니다</translation>
    </message>
    <message>
        <source> cm</source>
        <translation> cm</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>추정</translation>
    </message>
    <message>
        <source>Height of the person; it gives takes their true size</source>
        <translation>사람의 키. 테이크가 실제 크기가 됩니다</translation>
    </message>
    <message>
        <source>What happens to feet that stand</source>
        <translation>디디고 있는 발을 어떻게 할지</translation>
    </message>
    <message>
        <source>Whether both feet may leave the floor</source>
        <translation>두 발이 모두 바닥에서 떨어질 수 있는지</translation>
    </message>
    <message>
        <source>Whether the legs are captured or held still</source>
        <translation>다리를 캡처할지, 움직이지 않게 할지</translation>
    </message>
    <message>
        <source>In place</source>
        <translation>제자리</translation>
    </message>
    <message>
        <source>Hold the hips over one spot</source>
        <translation>골반을 한자리에 둡니다</translation>
    </message>
    <message>
        <source>Height, feet, floor, body</source>
        <translation>키, 발, 바닥, 몸</translation>
    </message>
    <message>
        <source>Choices about body and floor</source>
        <translation>몸과 바닥에 대한 선택</translation>
    </message>
    <message>
        <source>Not calibrated: estimated from the first seconds.</source>
        <translation>보정하지 않음: 처음 몇 초로 추정합니다.</translation>
    </message>
    <message>
        <source>Calibrated: {cm} cm tall, camera looks {degrees}° down.</source>
        <translation>보정됨: 키 {cm} cm, 카메라가 아래로 {degrees}° 향함.</translation>
    </message>
    <message>
        <source>Calibrated: {cm} cm tall, camera looks {degrees}° up.</source>
        <translation>보정됨: 키 {cm} cm, 카메라가 위로 {degrees}° 향함.</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Feet</source>
        <translation>발</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>바닥</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>몸</translation>
    </message>
</context>
<context>
    <name>SourceControl</name>
    <message>
        <source>The camera {name} is not connected.</source>
        <translation>카메라 {name}이(가) 연결되어 있지 않습니다.</translation>
    </message>
</context>
<context>
    <name>SourcePanel</name>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Camera, demo, video file or network address</source>
        <translation>카메라, 데모, 동영상 파일 또는 네트워크 주소</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>카메라 다시 찾기</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>좌우 반전</translation>
    </message>
    <message>
        <source>Flip the picture: the figure moves like your reflection</source>
        <translation>화면을 좌우로 뒤집습니다. 거울처럼 움직입니다</translation>
    </message>
    <message>
        <source>Turn the picture clockwise</source>
        <translation>화면을 시계 방향으로 돌립니다</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>회전</translation>
    </message>
    <message>
        <source>Demo (no camera needed)</source>
        <translation>데모 (카메라 필요 없음)</translation>
    </message>
    <message>
        <source>Video file…</source>
        <translation>동영상 파일…</translation>
    </message>
    <message>
        <source>Network address…</source>
        <translation>네트워크 주소…</translation>
    </message>
    <message>
        <source>Videos ({names});;All files (*)</source>
        <translation>동영상 ({names});;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>동영상 열기</translation>
    </message>
    <message>
        <source>Open an address</source>
        <translation>주소 열기</translation>
    </message>
    <message>
        <source>Address of an MJPEG or RTSP stream:</source>
        <translation>MJPEG 또는 RTSP 스트림의 주소:</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (연결되지 않음)</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>No source</source>
        <translation>소스 없음</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>여는 중…</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>실시간</translation>
    </message>
    <message>
        <source>Waiting for pictures…</source>
        <translation>영상을 기다리는 중…</translation>
    </message>
    <message>
        <source>● Recording</source>
        <translation>● 녹화 중</translation>
    </message>
    <message>
        <source>Pictures per second that the source gives</source>
        <translation>소스가 1초에 주는 화면 수</translation>
    </message>
    <message>
        <source>From the moment a picture arrives until its pose is on screen</source>
        <translation>화면이 도착한 때부터 자세가 표시될 때까지의 시간</translation>
    </message>
    <message>
        <source>Pictures skipped because the network was still busy</source>
        <translation>신경망이 아직 바빠서 건너뛴 화면 수</translation>
    </message>
    <message>
        <source>Capture {fps} fps</source>
        <translation>캡처 {fps} fps</translation>
    </message>
    <message>
        <source>Inference {ms} ms</source>
        <translation>추론 {ms} ms</translation>
    </message>
    <message>
        <source>Latency {ms} ms</source>
        <translation>지연 {ms} ms</translation>
    </message>
    <message>
        <source>Dropped {n}</source>
        <translation>누락 {n}</translation>
    </message>
    <message>
        <source>From frame to solved pose</source>
        <translation>화면에서 완성된 자세까지</translation>
    </message>
</context>
<context>
    <name>StreamControl</name>
    <message>
        <source>Streaming to {address}.</source>
        <translation>{address}(으)로 스트리밍 중입니다.</translation>
    </message>
</context>
<context>
    <name>StreamPanel</name>
    <message>
        <source>VMC for avatar programs (VSeeFace, Warudo, VNyan…), JSON for your own</source>
        <translation>아바타 프로그램(VSeeFace, Warudo, VNyan…)에는 VMC, 직접 만든 프로그램에는 JSON</translation>
    </message>
    <message>
        <source>Computer of the receiver, by name or number; 127.0.0.1 is this one</source>
        <translation>받는 컴퓨터의 이름 또는 주소. 127.0.0.1은 이 컴퓨터입니다</translation>
    </message>
    <message>
        <source>UDP port of the receiver</source>
        <translation>받는 쪽의 UDP 포트</translation>
    </message>
    <message>
        <source>Most poses sent in a second</source>
        <translation>1초에 보낼 최대 자세 수</translation>
    </message>
    <message>
        <source>Stream format</source>
        <translation>스트림 형식</translation>
    </message>
    <message>
        <source>Stream host</source>
        <translation>스트림을 받는 컴퓨터</translation>
    </message>
    <message>
        <source>Stream port</source>
        <translation>스트림 포트</translation>
    </message>
    <message>
        <source>Stream rate</source>
        <translation>스트림 속도</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>스트림</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Send nothing more</source>
        <translation>더 이상 보내지 않습니다</translation>
    </message>
    <message>
        <source>Send every pose to this receiver</source>
        <translation>모든 자세를 이 컴퓨터로 보냅니다</translation>
    </message>
</context>
<context>
    <name>TakeCommands</name>
    <message>
        <source>Rename {name}</source>
        <translation>{name} 이름 바꾸기</translation>
    </message>
    <message>
        <source>{n} takes</source>
        <translation>테이크 {n}개</translation>
    </message>
    <message>
        <source>Delete {names}</source>
        <translation>{names} 삭제</translation>
    </message>
</context>
<context>
    <name>TakeList</name>
    <message>
        <source>Takes</source>
        <translation>테이크</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>손상됨</translation>
    </message>
    <message>
        <source>score {n}</source>
        <translation>점수 {n}</translation>
    </message>
    <message>
        <source>tracked {share}</source>
        <translation>추적 {share}</translation>
    </message>
    <message>
        <source>refined {date}</source>
        <translation>다듬음 {date}</translation>
    </message>
    <message>
        <source>with a star</source>
        <translation>별표 있음</translation>
    </message>
    <message>
        <source>, with video</source>
        <translation>, 영상 있음</translation>
    </message>
    <message>
        <source>{length}, {n} frames</source>
        <translation>{length}, {n}프레임</translation>
    </message>
    <message>
        <source>no foot stands</source>
        <translation>디딘 발 없음</translation>
    </message>
    <message>
        <source>feet slide {speed} cm/s</source>
        <translation>발 미끄러짐 {speed} cm/s</translation>
    </message>
    <message>
        <source>Score {n} of 100: jitter {jitter} m/s³, {feet}, {jumps} jumps</source>
        <translation>100점 중 {n}점: 떨림 {jitter} m/s³, {feet}, 튐 {jumps}회</translation>
    </message>
</context>
<context>
    <name>TakeReading</name>
    <message>
        <source>Progress of opening a take</source>
        <translation>테이크 여는 진행률</translation>
    </message>
    <message>
        <source>Stop opening the take</source>
        <translation>테이크 열기 중지</translation>
    </message>
    <message>
        <source>Do not open this take</source>
        <translation>이 테이크를 열지 않습니다</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>{name} 여는 중</translation>
    </message>
</context>
<context>
    <name>TakesControl</name>
    <message>
        <source>{n} takes</source>
        <translation>테이크 {n}개</translation>
    </message>
    <message>
        <source>Deleted {what}.</source>
        <translation>{what} 삭제했습니다.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Star {name}</source>
        <translation>{name}에 별표</translation>
    </message>
    <message>
        <source>Remove star of {name}</source>
        <translation>{name}의 별표 지우기</translation>
    </message>
    <message>
        <source>Notes on {name}</source>
        <translation>{name}의 메모</translation>
    </message>
    <message>
        <source>A recording was interrupted when the program ended unexpectedly; what was captured until then is in the list again: {names}.</source>
        <translation>프로그램이 예기치 않게 끝나 녹화가 중단되었습니다. 그때까지 캡처한 것은 목록에 다시 있습니다: {names}.</translation>
    </message>
    <message>
        <source>Refined: {name} is in the list of takes.</source>
        <translation>다듬기를 마쳤습니다. 테이크 목록에 {name}이(가) 있습니다.</translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message>
        <source>Takes</source>
        <translation>테이크</translation>
    </message>
    <message>
        <source>Search names, notes, sources</source>
        <translation>이름, 메모, 소스 검색</translation>
    </message>
    <message>
        <source>Search takes</source>
        <translation>테이크 검색</translation>
    </message>
    <message>
        <source>Show only takes with a star</source>
        <translation>별표한 테이크만 표시합니다</translation>
    </message>
    <message>
        <source>Deleted takes: restore them, or empty the trash</source>
        <translation>삭제한 테이크: 복원하거나 휴지통을 비웁니다</translation>
    </message>
    <message>
        <source>Takes you record appear here.</source>
        <translation>녹화한 테이크가 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>다듬기</translation>
    </message>
    <message>
        <source>Make a new take from this one that is steadier than live, by looking ahead</source>
        <translation>앞뒤를 함께 살펴 실시간보다 안정된 새 테이크를 만듭니다</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Move to the trash; can be undone (Del)</source>
        <translation>휴지통으로 옮깁니다. 되돌릴 수 있습니다 (Del)</translation>
    </message>
    <message>
        <source>Rename, notes, star and more (right click)</source>
        <translation>이름 바꾸기, 메모, 별표 등 (오른쪽 클릭)</translation>
    </message>
    <message>
        <source>Stop {share}</source>
        <translation>멈추기 {share}</translation>
    </message>
    <message>
        <source>No take is like that.</source>
        <translation>그런 테이크가 없습니다.</translation>
    </message>
    <message>
        <source>Rename take</source>
        <translation>테이크 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>이름:</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Notes on {name}:</source>
        <translation>{name}의 메모:</translation>
    </message>
    <message>
        <source>Open on the timeline</source>
        <translation>타임라인에서 열기</translation>
    </message>
    <message>
        <source>Remove star</source>
        <translation>별표 지우기</translation>
    </message>
    <message>
        <source>Add star</source>
        <translation>별표 달기</translation>
    </message>
    <message>
        <source>Notes…</source>
        <translation>메모…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>채점</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>height (m)</source>
        <translation>높이 (m)</translation>
    </message>
    <message>
        <source>sideways (m)</source>
        <translation>좌우 (m)</translation>
    </message>
    <message>
        <source>forwards (m)</source>
        <translation>앞뒤 (m)</translation>
    </message>
    <message>
        <source>speed (m/s)</source>
        <translation>속도 (m/s)</translation>
    </message>
</context>
<context>
    <name>TimelineControl</name>
    <message>
        <source>There is no frame in {name}.</source>
        <translation>{name}에는 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>자르기</translation>
    </message>
    <message>
        <source>Untrim</source>
        <translation>자르기 해제</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Joint whose curve is shown</source>
        <translation>곡선을 표시할 관절</translation>
    </message>
    <message>
        <source>What of the joint is shown</source>
        <translation>관절의 무엇을 표시할지</translation>
    </message>
    <message>
        <source>Untrim</source>
        <translation>자르기 해제</translation>
    </message>
    <message>
        <source>Keep all of the take again</source>
        <translation>테이크 전체를 다시 사용합니다</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>실시간으로</translation>
    </message>
    <message>
        <source>Show the live picture again (Esc)</source>
        <translation>실시간 영상을 다시 표시합니다 (Esc)</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>After</source>
        <translation>이후</translation>
    </message>
    <message>
        <source>Show the recording this was refined from (B)</source>
        <translation>다듬기 전의 녹화를 표시합니다 (B)</translation>
    </message>
    <message>
        <source>Show what was refined from this recording (B)</source>
        <translation>이 녹화를 다듬은 것을 표시합니다 (B)</translation>
    </message>
</context>
<context>
    <name>TimelinePlot</name>
    <message>
        <source>Click or drag to go to a time; drag the orange handles to trim; the wheel zooms, a double click shows all</source>
        <translation>클릭하거나 끌어서 원하는 시각으로 이동하고, 주황색 손잡이를 끌어 자릅니다. 휠로 확대하고, 두 번 클릭하면 전체를 봅니다</translation>
    </message>
    <message>
        <source>Where the left and the right foot stand</source>
        <translation>왼발과 오른발이 디딘 구간</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Skip the tour</source>
        <translation>둘러보기 건너뛰기</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
</context>
<context>
    <name>TourControl</name>
    <message>
        <source>&amp;Tour of the window</source>
        <translation>창 둘러보기(&amp;T)</translation>
    </message>
    <message>
        <source>What the camera sees</source>
        <translation>카메라에 보이는 것</translation>
    </message>
    <message>
        <source>This is a short film that comes with the program. The lines are what was found in it: green is sure, yellow is doubtful, red is a guess.</source>
        <translation>프로그램에 들어 있는 짧은 동영상입니다. 선은 찾아낸 자세입니다. 초록은 확실함, 노랑은 불확실함, 빨강은 추측입니다.</translation>
    </message>
    <message>
        <source>The same motion in 3D</source>
        <translation>같은 동작을 3D로</translation>
    </message>
    <message>
        <source>Drag to look from another side, turn the wheel to come closer, double-click to go back.</source>
        <translation>끌어서 다른 방향에서 보고, 휠을 돌려 가까이 다가가고, 두 번 클릭해 되돌아갑니다.</translation>
    </message>
    <message>
        <source>Your camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Choose a camera, a video file or a network address here. Files can also be dropped onto the window.</source>
        <translation>여기에서 카메라, 동영상 파일 또는 네트워크 주소를 선택하세요. 파일을 창에 끌어다 놓을 수도 있습니다.</translation>
    </message>
    <message>
        <source>Calibrate once</source>
        <translation>한 번만 보정하세요</translation>
    </message>
    <message>
        <source>Hold a T- or A-pose for two seconds: your size and the camera&apos;s tilt are measured, and feet stand still on the floor.</source>
        <translation>T 자세나 A 자세를 2초 동안 유지하세요. 몸의 크기와 카메라의 기울기를 측정해, 발이 바닥에 흔들림 없이 섭니다.</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>Press the button or the space bar. Nothing is lost: every second is on the disk at once, even if the program is ended by force.</source>
        <translation>버튼이나 스페이스 바를 누르세요. 매초 바로 디스크에 저장되므로, 프로그램이 강제로 끝나도 잃지 않습니다.</translation>
    </message>
    <message>
        <source>Your takes</source>
        <translation>테이크</translation>
    </message>
    <message>
        <source>Recordings appear here. Refine makes a steadier one, Export writes BVH, FBX or GLB for Blender, Unreal, Unity and others.</source>
        <translation>녹화한 것이 여기에 나타납니다. 다듬기는 더 안정된 테이크를 만들고, 내보내기는 Blender, Unreal, Unity 등을 위한 BVH, FBX, GLB를 만듭니다.</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>스트림</translation>
    </message>
    <message>
        <source>Send the motion to avatar programs live, while you move.</source>
        <translation>움직이는 동안 동작을 아바타 프로그램으로 실시간으로 보냅니다.</translation>
    </message>
    <message>
        <source>That is all</source>
        <translation>이것이 전부입니다</translation>
    </message>
    <message>
        <source>Settings are in the File menu; manual, shortcuts and this tour are under Help.</source>
        <translation>설정은 파일 메뉴에, 설명서와 단축키와 둘러보기는 도움말 메뉴에 있습니다.</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>To the begin (Home)</source>
        <translation>처음으로 (Home)</translation>
    </message>
    <message>
        <source>One frame back (,)</source>
        <translation>한 프레임 뒤로 (,)</translation>
    </message>
    <message>
        <source>Play or pause (K)</source>
        <translation>재생 또는 일시 정지 (K)</translation>
    </message>
    <message>
        <source>One frame on (.)</source>
        <translation>한 프레임 앞으로 (.)</translation>
    </message>
    <message>
        <source>To the end (End)</source>
        <translation>끝으로 (End)</translation>
    </message>
    <message>
        <source>Start over at the end (L)</source>
        <translation>끝나면 처음부터 (L)</translation>
    </message>
    <message>
        <source>Playback speed</source>
        <translation>재생 속도</translation>
    </message>
    <message>
        <source>frame {n} of {all}</source>
        <translation>{all}프레임 중 {n}</translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message>
        <source>Deleted takes</source>
        <translation>삭제한 테이크</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Empty trash…</source>
        <translation>휴지통 비우기…</translation>
    </message>
    <message>
        <source>Deleted takes stay here until the trash is emptied.</source>
        <translation>삭제한 테이크는 휴지통을 비울 때까지 여기에 있습니다.</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>휴지통이 비어 있습니다.</translation>
    </message>
    <message>
        <source>Empty trash</source>
        <translation>휴지통 비우기</translation>
    </message>
    <message>
        <source>Delete 1 take for good?</source>
        <translation>테이크 1개를 완전히 삭제할까요?</translation>
    </message>
    <message>
        <source>Delete {n} takes for good?</source>
        <translation>테이크 {n}개를 완전히 삭제할까요?</translation>
    </message>
    <message>
        <source>Their motion, videos and notes cannot be brought back.</source>
        <translation>동작, 영상, 메모를 되살릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>완전히 삭제</translation>
    </message>
</context>
<context>
    <name>TuningPanel</name>
    <message>
        <source>Smoothing</source>
        <translation>부드럽게 하기</translation>
    </message>
    <message>
        <source>Joint whose curve is shown</source>
        <translation>곡선을 표시할 관절</translation>
    </message>
    <message>
        <source>Coordinate that is shown</source>
        <translation>표시할 좌표</translation>
    </message>
    <message>
        <source>seconds ago</source>
        <translation>초 전</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>필터 적용</translation>
    </message>
    <message>
        <source>Curve of</source>
        <translation>곡선</translation>
    </message>
</context>
<context>
    <name>ViewActions</name>
    <message>
        <source>&amp;Skeleton</source>
        <translation>뼈대(&amp;S)</translation>
    </message>
    <message>
        <source>Show the captured skeleton</source>
        <translation>캡처한 뼈대를 표시합니다</translation>
    </message>
    <message>
        <source>&amp;Avatar</source>
        <translation>아바타(&amp;A)</translation>
    </message>
    <message>
        <source>Show the avatar, moved by the skeleton</source>
        <translation>뼈대에 따라 움직이는 아바타를 표시합니다</translation>
    </message>
    <message>
        <source>S&amp;keleton and avatar</source>
        <translation>뼈대와 아바타(&amp;K)</translation>
    </message>
    <message>
        <source>Show the skeleton through the avatar</source>
        <translation>아바타 속의 뼈대를 함께 표시합니다</translation>
    </message>
    <message>
        <source>&amp;Front</source>
        <translation>앞(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Left side</source>
        <translation>왼쪽(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Right side</source>
        <translation>오른쪽(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>뒤(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Top</source>
        <translation>위(&amp;T)</translation>
    </message>
    <message>
        <source>Fr&amp;ee</source>
        <translation>자유(&amp;E)</translation>
    </message>
    <message>
        <source>M&amp;irror</source>
        <translation>거울(&amp;I)</translation>
    </message>
    <message>
        <source>Turn the 3D view round, as a mirror would show it</source>
        <translation>거울에 비친 것처럼 3D 보기를 뒤집습니다</translation>
    </message>
</context>
<context>
    <name>ViewportWidget</name>
    <message>
        <source>it was not asked for</source>
        <translation>사용하도록 지정되지 않았습니다</translation>
    </message>
    <message>
        <source>Nobody in view</source>
        <translation>아무도 보이지 않음</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Keep the person in the middle of the view</source>
        <translation>사람을 보기의 가운데에 둡니다</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>보기 초기화</translation>
    </message>
    <message>
        <source>Back to the first view (or double-click into the picture)</source>
        <translation>처음 보기로 돌아갑니다 (또는 화면을 두 번 클릭)</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>표시</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>No avatar here: {reason}. The skeleton is shown.</source>
        <translation>아바타를 표시할 수 없습니다: {reason}. 뼈대를 표시합니다.</translation>
    </message>
    <message>
        <source>the graphics driver stopped drawing</source>
        <translation>그래픽 드라이버가 그리기를 멈췄습니다</translation>
    </message>
</context>
</TS>
