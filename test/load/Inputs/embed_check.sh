# embed_check.sh DIR COMMAND... : runs DIR/x.go, a program with `//go:embed PATTERN` and `var v TYPE`, for each pair read
# from standard input ("PATTERN|TYPE"). Each must fail to compile.
dir=$1
shift
while IFS='|' read -r pattern type; do
  printf 'package main\n\nimport "embed"\n\nvar _ embed.FS\n\n//go:embed %s\nvar v %s\nfunc main() {}\n' "$pattern" "$type" >"$dir/x.go"
  "$@" run "$dir/x.go"
  [ $? = 1 ] || exit 1
done
