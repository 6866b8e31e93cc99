# What the parts of the installation test share; the first argument of each part is a folder of its own.
set -u
root=$1
MAKE=${MAKE:-make}
program=c-tests/install/program.c

# verdict WHAT CODE [FILE]: one line; the contents of FILE too if CODE is not 0.
verdict() {
	if [[ $2 -eq 0 ]]; then
		echo "ok      install   $1"
	else
		echo "FAILED  install   $1"
		[[ $# -lt 3 ]] || sed 's/^/        /' "$3"
	fi
}

# try WHAT EXPECTED_LIBRARIES FOLDER COMPILER...: compiles, runs, and counts the libraries that the program loads, all from FOLDER.
# LIBRARY_PATH_OF_PROGRAM: the library path, none usually.
try() {
	local what=$1 libraries=$2 folder=$3
	shift 3
	"$@" -Wall -o "$root/program" >"$root/output" 2>&1 &&
		env ${LIBRARY_PATH_OF_PROGRAM:+LD_LIBRARY_PATH="$LIBRARY_PATH_OF_PROGRAM"} "$root/program" "$libraries" "$folder" >>"$root/output" 2>&1
	verdict "$what" $? "$root/output"
}
