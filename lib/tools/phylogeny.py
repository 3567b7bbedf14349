"""SNP distances of sequences, and a tree's picture, by Python's standard library alone.

    phylogeny.py distances FASTA     prints a matrix, tab-separated, names on both axes
    phylogeny.py picture NEWICK      prints an SVG of the tree, rooted at the middle of its longest path
"""

import html
import re
import sys


def read_fasta(path):
    """Names and sequences, in the order of the file."""
    names, sequences = [], []
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            line = line.rstrip('\r\n')
            if line.startswith('>'):
                names.append(line[1:])
                sequences.append([])
            else:
                sequences[-1].append(line.upper())
    return names, [''.join(pieces) for pieces in sequences]


def ones(bits):
    """How many bits are set; int.bit_count is younger than the oldest Python of our images."""
    return bin(bits).count('1')


def distances(path):
    """A site counts where both sequences have A, C, G or T."""
    names, sequences = read_fasta(path)
    places = [{base: int(''.join('1' if one == base else '0' for one in sequence) or '0', 2) for base in 'ACGT'}
              for sequence in sequences]
    known = [one['A'] | one['C'] | one['G'] | one['T'] for one in places]
    matrix = [[0] * len(names) for _ in names]
    for row, of in enumerate(places):
        for column in range(row):
            other = places[column]
            same = of['A'] & other['A'] | of['C'] & other['C'] | of['G'] & other['G'] | of['T'] & other['T']
            matrix[row][column] = matrix[column][row] = ones(known[row] & known[column] & ~same)
    print('\t'.join(['isolate'] + names))
    for name, row in zip(names, matrix):
        print('\t'.join([name] + [str(one) for one in row]))


class Node:
    """A node of a tree: a leaf has a name, a branch above it a length and perhaps a support."""

    def __init__(self):
        self.children = []
        self.name = ''
        self.length = 0.0


def read_newick(text):
    """The root of a tree. Names hold none of the characters that Newick is made of."""
    root = at = Node()
    path = []
    for token in re.findall(r'[(),;]|[^(),;]+', text.strip()):
        if token == '(':
            path.append(at)
            at.children.append(Node())
            at = at.children[-1]
        elif token == ',':
            path[-1].children.append(Node())
            at = path[-1].children[-1]
        elif token == ')':
            at = path.pop()
        elif token != ';':
            name, _, length = token.strip().partition(':')
            at.name = name
            # Programs write tiny lengths, and FastTree at times one below zero.
            at.length = max(0.0, float(length or 0))
    return root


def edges_of(root):
    """The tree without a root: of each node its neighbours, with the length and the support of the branch to each."""
    edges, names, number, stack = {0: []}, {}, 0, [(root, 0)]
    if not root.children:
        names[0] = root.name
    while stack:
        node, place = stack.pop()
        for child in node.children:
            number += 1
            support = child.name if child.children else ''
            edges[place].append((number, child.length, support))
            edges[number] = [(place, child.length, support)]
            if not child.children:
                names[number] = child.name
            stack.append((child, number))
    return edges, names


def farthest(edges, names, start):
    """The leaf that is farthest from a node, and the path to each node, as its neighbour on the way to the start."""
    away, before, stack = {start: 0.0}, {start: None}, [start]
    while stack:
        place = stack.pop()
        for other, length, _ in edges[place]:
            if other not in away:
                away[other] = away[place] + length
                before[other] = place
                stack.append(other)
    # Of two that are as far the one whose name comes first: the picture is the same for the same tree.
    leaf = min(names, key=lambda one: (-round(away[one], 12), names[one]))
    return leaf, away, before


def middle_root(edges, names):
    """Puts a root into the middle of the longest path between leaves; gives the root."""
    one, _, _ = farthest(edges, names, min(names, key=names.get))
    other, away, before = farthest(edges, names, one)
    half, place = away[other] / 2, other
    while before[place] is not None and away[before[place]] > half:
        place = before[place]
    above = before[place]
    if above is None:
        return place
    support = next(what for to, _, what in edges[place] if to == above)
    root = len(edges)
    parts = ((place, away[place] - half), (above, half - away[above]))
    for end, length in parts:
        inner = place if end == above else above
        edges[end] = [edge for edge in edges[end] if edge[0] != inner] + [(root, length, support)]
    edges[root] = [(end, length, support) for end, length in parts]
    return root


def laid_out(edges, names, root):
    """Branches from the root on: small clades first. Gives the nodes in that order, with depth and parent of each."""
    parent, depth, order, stack = {root: None}, {root: 0.0}, [], [root]
    while stack:
        place = stack.pop()
        order.append(place)
        for other, length, _ in edges[place]:
            if other != parent[place]:
                parent[other] = place
                depth[other] = depth[place] + length
                stack.append(other)
    leaves, first = {}, {}
    for place in reversed(order):
        below = [other for other, _, _ in edges[place] if other != parent[place]]
        leaves[place] = sum(leaves[one] for one in below) or 1
        first[place] = min([first[one] for one in below] or [names.get(place, '')])
    children = {
        place: sorted((other for other, _, _ in edges[place] if other != parent[place]),
                      key=lambda one: (leaves[one], first[one]))
        for place in order
    }
    # In that order, too, lines are drawn: the same tree, written from another branch, is the same picture.
    order, stack = [], [root]
    while stack:
        place = stack.pop()
        order.append(place)
        stack.extend(reversed(children[place]))
    return order, parent, depth, children


ROW, WIDTH, MARGIN, LETTER = 22, 640, 20, 7.3


def scale_of(longest):
    """A round length of at most a quarter of the longest: 1, 2 or 5 times a power of ten."""
    if longest <= 0:
        return 0.0
    power = 1.0
    while power > longest / 4:
        power /= 10
    while power * 10 <= longest / 4:
        power *= 10
    return max(step * power for step in (1, 2, 5) if step * power <= longest / 4)


def picture(path):
    """An SVG of plain lines and texts: nothing in it hangs on the machine's fonts, or on the time."""
    with open(path, encoding='utf-8') as file:
        edges, names = edges_of(read_newick(file.read()))
    root = middle_root(edges, names)
    order, parent, depth, children = laid_out(edges, names, root)
    longest = max(depth.values())
    across = {place: MARGIN + (WIDTH * depth[place] / longest if longest else 0) for place in order}
    down, rows, stack = {}, 0, [(root, False)]
    while stack:
        place, is_back = stack.pop()
        if not children[place]:
            down[place] = MARGIN + ROW / 2 + ROW * rows
            rows += 1
        elif is_back:
            down[place] = (down[children[place][0]] + down[children[place][-1]]) / 2
        else:
            stack.append((place, True))
            stack.extend((one, False) for one in reversed(children[place]))
    text_width = LETTER * max(len(name) for name in names.values())
    width, height = 2 * MARGIN + WIDTH + 8 + text_width, 2 * MARGIN + ROW * rows + 40
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<g stroke="#333333" stroke-width="1.5" stroke-linecap="square" fill="none">',
    ]
    for place in order:
        above, below = parent[place], children[place]
        if above is not None:
            out.append(f'<path d="M{across[above]:.2f} {down[place]:.2f}H{across[place]:.2f}"/>')
        if below:
            out.append(f'<path d="M{across[place]:.2f} {down[below[0]]:.2f}V{down[below[-1]]:.2f}"/>')
    out.append('</g>')
    # A branch that the root divides has one support, which stands once.
    out.append('<g font-size="10" fill="#1f5fa8" text-anchor="end">')
    told = set()
    for place in order:
        if parent[place] is None or not children[place]:
            continue
        support = next(what for to, _, what in edges[place] if to == parent[place])
        if support == '' or (parent[place] == root and len(edges[root]) == 2 and 'root' in told):
            continue
        if parent[place] == root and len(edges[root]) == 2:
            told.add('root')
        out.append(f'<text x="{across[place] - 3:.2f}" y="{down[place] - 3:.2f}">{html.escape(support)}</text>')
    out.append('</g>')
    out.append('<g font-size="12" fill="#111111">')
    for place in order:
        if place in names:
            x, y = across[place] + 6, down[place] + 4
            out.append(f'<text x="{x:.2f}" y="{y:.2f}">{html.escape(names[place])}</text>')
    out.append('</g>')
    scale = scale_of(longest)
    if scale:
        y, end = height - 30, MARGIN + WIDTH * scale / longest
        out.append(f'<path d="M{MARGIN} {y:.2f}H{end:.2f}" stroke="#333333" stroke-width="2"/>')
        out.append(f'<text x="{MARGIN}" y="{y + 16:.2f}" font-size="11" fill="#111111">{scale:g} changes a site</text>')
    out.append('</svg>')
    print('\n'.join(out))


if __name__ == '__main__':
    {'distances': distances, 'picture': picture}[sys.argv[1]](sys.argv[2])
