#!/bin/sh
# Builds the programs of the integration tests: calls makes system calls, refuse_rings runs a command
# without BPF ring buffers. Static, so that they run in an empty container too. Usage: build.sh FOLDER
set -eu
cd "$(dirname "$0")"
if [ "$(uname -s)" != Linux ] || ! command -v gcc >/dev/null 2>&1; then
	echo "[native-driver] the test programs are NOT built (no Linux or no gcc): the kernel tests will be skipped."
	exit 0
fi
mkdir -p "$1"
for program in calls refuse_rings; do
	if [ ! -e "$1/$program" ] || [ -n "$(find . -name '*.[ch]' -newer "$1/$program")" ]; then
		gcc -O1 -static -std=gnu11 -Wall -Wextra -Werror -o "$1/$program.tmp" "$program.c"
		mv "$1/$program.tmp" "$1/$program"
	fi
done
