#!/bin/sh
# Builds the programs of the benchmark where gcc is; where it is not, says so and lets the build go
# on: the benchmark then says that they are not built. Usage: build.sh WORK_FOLDER RESOURCE_FOLDER
set -eu
work=$1
target="$2/linux-$(uname -m)"
cd "$(dirname "$0")"

skip() {
	echo "[native-driver] the programs of ./nightjar bench are NOT built: $1."
	exit 0
}

[ "$(uname -s)" = Linux ] || skip "they run on Linux alone, this is $(uname -s)"
case $(uname -m) in x86_64 | aarch64) ;; *) skip "no support for $(uname -m)" ;; esac
for tool in make gcc; do
	command -v "$tool" >/dev/null 2>&1 || skip "$tool is missing"
done

make -s OUT="$work"
mkdir -p "$target"
# an unchanged program is not touched, so that what depends on it stays fresh
for program in nightjar-load nightjar-tiny nightjar-writes-first; do
	if ! cmp -s "$work/$program" "$target/$program"; then
		cp "$work/$program" "$target/$program.tmp"
		mv "$target/$program.tmp" "$target/$program"
	fi
done
