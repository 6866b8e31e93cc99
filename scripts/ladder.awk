# Draws the messages that the examples print (examples/ladder.h) as a ladder: sort -k2n LOGS | awk -v lanes="device platform" -f scripts/ladder.awk
function repeat(text, times,    all) { all = ""; while (times-- > 0) all = all text; return all }
BEGIN {
	count = split(lanes, names, " ")
	gap = 34
	heading = "            "
	for (lane = 1; lane <= count; lane++) {
		column[names[lane]] = lane
		heading = heading sprintf("%-" (gap + 1) "s", names[lane])
	}
	print heading
}
$1 == "@" && ($3 in column) && ($4 in column) {
	if (!start) start = $2
	tab = index($0, "\t")
	label = $5
	head = substr($0, 1, tab - 1)
	words = split(head, word, " ")
	for (at = 6; at <= words; at++) label = label " " word[at]
	meaning = substr($0, tab + 1)
	from = column[$3]; to = column[$4]
	left = from < to ? from : to
	right = from < to ? to : from
	width = (right - left) * (gap + 1) - 1
	label = " " substr(label, 1, width - 6) " "
	before = int((width - 1 - length(label)) / 2)
	after = width - 1 - length(label) - before
	arrow = from < to ? repeat("-", before) label repeat("-", after) ">" : "<" repeat("-", before) label repeat("-", after)
	line = sprintf("%8.3f s  ", $2 - start)
	for (lane = 1; lane <= count; lane++) {
		line = line "|"
		if (lane >= left && lane < right) {
			if (lane == left) line = line arrow
			lane = right - 1
		} else if (lane < count)
			line = line repeat(" ", gap)
	}
	print line "  " meaning
}
