# Each example runs and prints what stands on file beside it: examples/X.out
# for examples/X.c, X.py, X.rb, X.js, X.php, X.go, X.rs and X.sh. Scripts get the path of the
# library.
. tests/support/case.sh

case $BUILD in
/*) library=$BUILD/libcev.so ;;
*) library=$PWD/$BUILD/libcev.so ;;
esac

# example FILE COMMAND...
example()
{
    example_file=$1
    shift
    wanted=${example_file%.*}.out
    if [ ! -e "$wanted" ]; then
        check "$example_file runs" "$@"
        return
    fi
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/err"
    example_status=$?
    if [ $example_status -ne 0 ]; then
        failed "$example_file runs" "exit $example_status"
        head -n 10 "$SCRATCH/err" | sed 's/^/    /'
    else
        check_same "$example_file prints $wanted" "$wanted" "$SCRATCH/out"
    fi
}

for file in examples/*.*; do
    name=${file#examples/}
    name=${name%.*}
    case $file in
    *.c) example "$file" "$BUILD/examples/$name" ;;
    *.sh) example "$file" sh "$file" "$library" ;;
    *.py)
        if command -v python3 >/dev/null 2>&1 && python3 -c 'import numpy' \
            2>/dev/null; then
            example "$file" python3 "$file" "$library"
        else
            skip "$file" "python3 with NumPy is not installed"
        fi ;;
    *.rb)
        if command -v ruby >/dev/null 2>&1 && ruby -e 'require "ffi"' \
            2>/dev/null; then
            example "$file" ruby "$file" "$library"
        else
            skip "$file" "ruby with the ffi gem is not installed"
        fi ;;
    *.js)
        if command -v node >/dev/null 2>&1 && node -e 'require("koffi")' \
            2>/dev/null; then
            example "$file" node "$file" "$library"
        else
            skip "$file" "node with koffi is not installed"
        fi ;;
    *.php)
        if command -v php >/dev/null 2>&1 && php -r 'exit((int)!class_exists(
            "FFI"));' 2>/dev/null; then
            example "$file" php "$file" "$library"
        else
            skip "$file" "php with FFI is not installed"
        fi ;;
    *.rs)
        if [ "${SUITE:-plain}" = asan ]; then
            skip "$file" "a sanitized library does not link with rustc"
        elif command -v rustc >/dev/null 2>&1; then
            check "$file compiles" rustc --edition 2021 -D warnings \
                -L "${library%/*}" -l static=cev -l m -o "$SCRATCH/$name" "$file"
            example "$file" "$SCRATCH/$name"
        else
            skip "$file" "rustc is not installed"
        fi ;;
    *.go)
        if [ "${SUITE:-plain}" = asan ]; then
            skip "$file" "a sanitized library does not link with go"
        elif command -v go >/dev/null 2>&1; then
            example "$file" env GO111MODULE=off CGO_ENABLED=1 \
                CGO_CFLAGS="-I$PWD/include" \
                CGO_LDFLAGS="${library%.so}.a -lm" go run "$file"
        else
            skip "$file" "go is not installed"
        fi ;;
    esac
done
finish
