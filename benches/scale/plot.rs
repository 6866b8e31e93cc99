//! A plot as SVG.

use std::fmt::Write as _;

/// One curve.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) colour: &'static str,
    /// N and the figure there.
    pub(crate) points: Vec<(f64, f64)>,
}

/// A plot of one figure against N, N on a logarithmic axis, as SVG.
pub(crate) fn svg(title: &str, all: &[Series]) -> String {
    let points = || all.iter().flat_map(|series| &series.points);
    let top = points().map(|p| p.1).fold(1e-9, f64::max) * 1.15;
    let last = points().map(|p| p.0.log10()).fold(1.0, f64::max);
    let place = |&(n, v): &(f64, f64)| (60.0 + n.log10() / last * 500.0, 280.0 - v / top * 230.0);
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='740' height='330' font-family='sans-serif' font-size='12'>\
         <rect width='740' height='330' fill='white'/><text x='60' y='24' font-size='15'>{title}</text>\
         <path d='M60 280H560M60 280V40' stroke='black' fill='none'/>"
    );
    for (at, Series { name, colour, points }) in all.iter().enumerate() {
        let line: Vec<String> =
            points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let y = 60 + 20 * at;
        let _ = write!(
            svg,
            "<polyline points='{}' stroke='{colour}' stroke-width='2' fill='none'/>\
             <path d='M600 {y}h20' stroke='{colour}' stroke-width='2'/><text x='626' y='{}'>{name}</text>",
            line.join(" "),
            y + 4
        );
        for point in points {
            let (x, y) = place(point);
            let _ = write!(
                svg,
                "<circle cx='{x:.1}' cy='{y:.1}' r='3.5' fill='{colour}'/><text x='{x:.1}' y='{:.1}' \
                 text-anchor='middle' fill='{colour}'>{:.0}</text>",
                y - 9.0,
                point.1
            );
        }
    }
    let mut numbers: Vec<f64> = points().map(|p| p.0).collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    for n in numbers {
        let (x, _) = place(&(n, 0.0));
        let _ = write!(svg, "<text x='{x:.1}' y='298' text-anchor='middle'>{n}</text>");
    }
    svg.push_str("<text x='310' y='320' text-anchor='middle'>N accounts</text></svg>\n");
    svg
}
