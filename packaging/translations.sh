#!/usr/bin/env bash
# Bring the translations up to date: new texts of the sources into the .ts files, those into .qm.
#     bash packaging/translations.sh            all of it
#     bash packaging/translations.sh release    only .ts to .qm, after translating
# New texts stand in resources/translations/*.ts as type="unfinished"; Qt Linguist or an editor
# fills them in. tests/gui/test_translations.py fails while there is one without a translation.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
FOLDER=resources/translations
BIN="${MOCAP_QT_BIN:-}" # folder of pyside6-lupdate and pyside6-lrelease, if not on the path

if [ "${1:-}" != release ]; then
    mapfile -t SOURCES < <(find mocap_app/{gui,export,streaming,recording,avatar,capture,inference,core,solving,settings,pipeline,workers} -name '*.py' | sort)
    for language in ko; do
        "${BIN}pyside6-lupdate" -no-obsolete -locations none "${SOURCES[@]}" \
            -ts "$FOLDER/mocap_app_$language.ts"
    done
fi
for file in "$FOLDER"/*.ts; do
    "${BIN}pyside6-lrelease" -silent "$file" -qm "${file%.ts}.qm"
done
