//! A plot as SVG.

use std::fmt::Write as _;

/// A plot of one figure against N, N on a logarithmic axis, as SVG.
pub(crate) fn svg(title: &str, points: &[(f64, f64)]) -> String {
    let top = points.iter().map(|p| p.1).fold(1e-9, f64::max) * 1.15;
    let last = points.iter().map(|p| p.0.log10()).fold(1.0, f64::max);
    let place = |&(n, v): &(f64, f64)| (60.0 + n.log10() / last * 500.0, 280.0 - v / top * 230.0);
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='620' height='330' font-family='sans-serif' font-size='12'>\
         <rect width='620' height='330' fill='white'/><text x='60' y='24' font-size='15'>{title}</text>\
         <path d='M60 280H560M60 280V40' stroke='black' fill='none'/>"
    );
    let line: Vec<String> =
        points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = write!(
        svg,
        "<polyline points='{}' stroke='#1f6feb' stroke-width='2' fill='none'/>",
        line.join(" ")
    );
    for point in points {
        let (x, y) = place(point);
        let (n, value) = point;
        let _ = write!(
            svg,
            "<circle cx='{x:.1}' cy='{y:.1}' r='3.5' fill='#1f6feb'/><text x='{x:.1}' y='{:.1}' \
             text-anchor='middle'>{value:.0}</text><text x='{x:.1}' y='298' text-anchor='middle'>{n}</text>",
            y - 9.0
        );
    }
    svg.push_str("<text x='310' y='320' text-anchor='middle'>N accounts</text></svg>\n");
    svg
}
