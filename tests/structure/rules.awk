# Reads paths of sources, one a line, and judges what they include. A public header belongs to the layer
# that has the .c of its name (the lowest, if several have one); a private one to its folder.

BEGIN {
    # An arrow may go only to a smaller number, or stay within its layer.
    rank["main"] = 9
    rank["commands"] = 8
    rank["screen"] = 7
    rank["monitor"] = rank["report"] = rank["probe"] = 6
    rank["diagnosis"] = 5
    rank["runtime"] = 4
    rank["system"] = 3
    rank["simulator"] = 2 # the publisher's side: it knows nothing of the above
    rank["base"] = 1

    # Headers without a .c of their name: a contract of several files, and a type without functions.
    layer_of_header["system.h"] = "system"
    layer_of_header["probe_result.h"] = "diagnosis"
    layer_of_header["views.h"] = "screen"

    platform_macro = "(__linux|__gnu_linux__|__APPLE__|__MACH__|__FreeBSD__|__OpenBSD__|__NetBSD__" \
        "|__DragonFly__|__sun|__unix|__GLIBC__|__CYGWIN__|_WIN32|TARGET_OS_)"
}

{
    paths[++path_count] = $0
    known[$0] = 1
    if ($0 ~ /\.c$/ && (!(stem_of($0) in source) || rank[folder_of($0)] < rank[source[stem_of($0)]]))
        source[stem_of($0)] = folder_of($0)
}

END {
    for (i = 1; i <= path_count; i++)
        read_file(paths[i])
    find_circles()
    if (path_count == 0 || include_count == 0)
        complain("src", 0, "nothing to judge was found")
    if (complaints > 0) {
        printf "structure: %d wrong\n", complaints
        exit 1
    }
    printf "structure: %d files, %d includes, one way and no circle\n", path_count, include_count
}

function stem_of(path)
{
    sub(/.*\//, "", path)
    sub(/\.[ch]$/, "", path)
    return path
}

# src/base/json.c is in base, src/main.c in main.
function folder_of(path)
{
    if (path !~ /^src\/.*\//)
        return stem_of(path)
    sub(/^src\//, "", path)
    sub(/\/.*/, "", path)
    return path
}

function layer_of(path, name)
{
    if (path !~ /^include\//)
        return folder_of(path)
    name = path
    sub(/.*\//, "", name)
    if (name in layer_of_header)
        return layer_of_header[name]
    return source[stem_of(path)]
}

# A header and the .c of its name are one node.
function node_of(path)
{
    return layer_of(path) "/" stem_of(path)
}

function complain(path, line, text)
{
    complaints++
    printf "%s:%d: %s\n", path, line, text
}

function read_file(path,    line, number, layer)
{
    layer = layer_of(path)
    if (!(layer in rank)) {
        complain(path, 1, "belongs to no layer: no .c of its name, and not in the table of tests/structure/rules.awk")
        return
    }
    number = 0
    while ((getline line < path) > 0) {
        number++
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*[<"]/)
            judge_include(path, number, layer, line)
        else if (line ~ /^[ \t]*#[ \t]*(el)?if/ && line ~ platform_macro && !may_ask_platform(path, layer))
            complain(path, number, "asks for the platform outside src/system")
    }
    close(path)
}

# The simulator may not use src/system, and has one file of its own for it.
function may_ask_platform(path, layer)
{
    return layer == "system" || path == "src/simulator/platform.c"
}

function judge_include(path, number, layer, line,    quoted, name, target)
{
    include_count++
    quoted = line ~ /^[^"<]*"/
    name = line
    sub(/^[^"<]*["<]/, "", name)
    sub(/[">].*/, "", name)

    if (name ~ /^osaurtop\//)
        target = "include/" name
    else if (quoted && name != "config.h") {
        target = path
        sub(/[^\/]*$/, "", target)
        target = normal(target name)
        if (!(target in known) && ("src/" name) in known)
            target = "src/" name
    } else {
        judge_library(path, number, name)
        return
    }
    if (!(target in known))
        complain(path, number, "includes " name ", which is not in src/ or include/")
    else
        judge_arrow(path, number, layer, target)
}

function normal(path)
{
    while (path ~ /[^\/]+\/\.\.\//)
        sub(/[^\/]+\/\.\.\//, "", path)
    return path
}

function judge_library(path, number, name)
{
    if (name ~ /^(ncursesw?\/)?n?curses\.h$/ && path != "src/screen/terminal.c")
        complain(path, number, "includes " name " outside src/screen/terminal.c")
    if (name == "jsmn.h" && path != "include/osaurtop/json.h" && path != "src/base/json.c")
        complain(path, number, "includes jsmn.h outside json.h and json.c")
    if (name ~ /^curl\// && path !~ /^src\/probe\/helper[^\/]*$/)
        complain(path, number, "includes " name " outside src/probe/helper*.c")
}

function judge_arrow(path, number, layer, target,    to, from_node, to_node)
{
    to = layer_of(target)
    if (!(to in rank))
        return # complained about where it is read
    if (to != layer && rank[to] >= rank[layer] || to == "simulator" && layer != to)
        complain(path, number, layer " must not include " target ", which belongs to " to)

    from_node = node_of(path)
    to_node = node_of(target)
    if (from_node != to_node && !((from_node, to_node) in arrow)) {
        arrow[from_node, to_node] = path ":" number
        arrows[from_node] = arrows[from_node] " " to_node
        nodes[from_node] = nodes[to_node] = 1
    }
}

# Takes away every node that leads nowhere, again and again: what remains leads into a circle.
function find_circles(    node, i, count, names, taken, open)
{
    do {
        taken = 0
        for (node in nodes) {
            count = split(arrows[node], names, " ")
            open = 0
            for (i = 1; i <= count; i++)
                if (names[i] in nodes)
                    open = 1
            if (!open) {
                delete nodes[node]
                taken = 1
                break
            }
        }
    } while (taken)
    for (node in nodes) {
        show_circle(node)
        return
    }
}

# Follows arrows between the nodes that remain until one comes again, then goes round once more.
function show_circle(node,    seen, first, where, place)
{
    while (!(node in seen)) {
        seen[node] = 1
        node = next_in_circle(node)
    }
    first = node
    do {
        where = arrow[node, next_in_circle(node)]
        place = where
        sub(/:.*/, "", place)
        sub(/.*:/, "", where)
        node = next_in_circle(node)
        complain(place, where, "includes " node " in a circle")
    } while (node != first)
}

function next_in_circle(node,    i, count, names)
{
    count = split(arrows[node], names, " ")
    for (i = 1; i <= count; i++)
        if (names[i] in nodes)
            return names[i]
    return ""
}
