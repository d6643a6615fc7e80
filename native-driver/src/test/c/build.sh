#!/bin/sh
# Builds the program that makes system calls for the integration tests, static so that it runs in
# an empty container too. Usage: build.sh FOLDER
set -eu
cd "$(dirname "$0")"
if [ "$(uname -s)" != Linux ] || ! command -v gcc >/dev/null 2>&1; then
	echo "[native-driver] calls is NOT built (no Linux or no gcc): the kernel tests will be skipped."
	exit 0
fi
mkdir -p "$1"
if [ ! -e "$1/calls" ] || [ -n "$(find . -name '*.[ch]' -newer "$1/calls")" ]; then
	gcc -O1 -static -std=gnu11 -Wall -Wextra -Werror -o "$1/calls.tmp" calls.c
	mv "$1/calls.tmp" "$1/calls"
fi
