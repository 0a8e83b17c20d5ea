# Which package of which system gives a tool. Sourced by demo and setup-tests.

# The package manager here: apt-get, dnf, apk, brew, or nothing.
package_manager()
{
    for manager in apt-get dnf apk brew; do
        if command -v $manager >/dev/null 2>&1; then
            echo $manager
            return
        fi
    done
}

# package_of TOOL MANAGER: the packages, as that manager names them
package_of()
{
    case $1:$2 in
    cc:apt-get) echo "gcc libc6-dev" ;;
    cc:apk) echo "gcc musl-dev" ;;
    cc:*) echo gcc ;;
    c++:dnf) echo gcc-c++ ;;
    c++:brew) echo gcc ;;
    c++:*) echo g++ ;;
    node:brew | npm:brew) echo node ;;
    ruby*:brew) echo ruby ;;
    ruby-*:dnf) echo "rubygem-${1#ruby-}" ;;
    node:*) echo nodejs ;;
    check:dnf) echo check-devel ;;
    check:apk) echo check-dev ;;
    pkg-config:dnf | pkg-config:apk) echo pkgconf ;;
    abidw:apt-get) echo abigail-tools ;;
    abidw:*) echo libabigail ;;
    valgrind:apt-get) echo "valgrind libc6-dbg" ;;
    *) echo "$1" ;;
    esac
}

# packages_of MANAGER TOOL...
packages_of()
{
    packages_manager=$1
    shift
    for tool in "$@"; do
        package_of "$tool" "$packages_manager"
    done | awk '!seen[$0]++ { printf "%s%s", between, $0; between = " " }'
}

# install_command MANAGER: what one types before the names of packages
install_command()
{
    case $1 in
    apt-get) echo "apt-get install" ;;
    dnf) echo "dnf install" ;;
    apk) echo "apk add" ;;
    brew) echo "brew install" ;;
    esac
}

# say_how_to_install TOOL...: the line to type, for this system or for all
say_how_to_install()
{
    if [ -n "$(package_manager)" ]; then
        managers=$(package_manager)
    else
        managers="apt-get dnf apk brew"
    fi
    for manager in $managers; do
        echo "    $(install_command $manager) $(packages_of $manager "$@")"
    done
}
