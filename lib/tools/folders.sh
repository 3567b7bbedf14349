# shellcheck shell=sh
# results: 1
# Folders that a program writes in scratch, for it may rename and map what it writes, and a bucket's mount can do
# neither well. Calls `put` of the stage protocol.

# put_folder FROM TO: copies all files, each in one pass.
put_folder() {
  (cd "$1" && find . -type f) >"$TMPDIR/folder" || return
  while IFS= read -r file <&3; do
    file=${file#./}
    case $file in
      */*) mkdir -p "$2/${file%/*}" || return ;;
    esac
    put "$2/$file" <"$1/$file" || return
  done 3<"$TMPDIR/folder"
}
