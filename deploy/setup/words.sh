# Sourced by the scripts beside it: a long step says that it goes on, a failed one shows its last words.

QUIET_S=10
LAST_WORDS=15

# on_line LINE: a script may define its own; what it puts into `words` is said, `step` is the name of what goes on.
on_line() { :; }

# patiently STEP COMMAND [ARGUMENT...]: run the command without its own words, but never silent for longer than QUIET_S.
patiently() {
  local step=$1
  shift
  { "$@" 2>&1 || printf '\nended with status %s\n' $?; } | _listen "$step"
}

_listen() {
  local step=$1 started=$SECONDS failed=0 last=() line words heard
  while :; do
    words='' heard=0
    IFS= read -r -t "$QUIET_S" line || heard=$?
    if [ "$heard" -eq 0 ]; then
      case $line in
        "ended with status "*) failed=${line##* } ;;
        ?*) last+=("$line") ;;
      esac
      [ "${#last[@]}" -le "$LAST_WORDS" ] || last=("${last[@]:1}")
      on_line "$line"
    elif [ "$heard" -gt 128 ]; then
      words="$step (for $((SECONDS - started)) s)"
    else
      break
    fi
    [ -z "$words" ] || echo "$words"
  done
  [ "$failed" -eq 0 ] || printf '    %s\n' "${last[@]}" >&2
  return "$failed"
}
