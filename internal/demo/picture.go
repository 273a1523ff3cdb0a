package demo

import (
	"fmt"
	"strings"
)

// picture draws a product: its silhouette as if turned on a wheel, on a soft background of its own hue.
func picture(p product) string {
	outline := silhouette(p.profile)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
<defs>
<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(%[1]d 45%% 92%%)"/><stop offset="1" stop-color="hsl(%[1]d 35%% 80%%)"/></linearGradient>
<linearGradient id="glaze" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="hsl(%[1]d 38%% 42%%)"/><stop offset=".35" stop-color="hsl(%[1]d 48%% 66%%)"/><stop offset=".55" stop-color="hsl(%[1]d 42%% 56%%)"/><stop offset="1" stop-color="hsl(%[1]d 42%% 28%%)"/></linearGradient>
<linearGradient id="dip" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".5"/><stop offset=".3" stop-color="#fff" stop-opacity="0"/><stop offset=".8" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".25"/></linearGradient>
</defs>
<rect width="400" height="400" fill="url(#ground)"/>
<circle cx="%[2]d" cy="130" r="92" fill="hsl(%[3]d 60%% 96%%)" opacity=".65"/>
<ellipse cx="200" cy="338" rx="%[4]d" ry="13" fill="hsl(%[1]d 40%% 20%%)" opacity=".22"/>
<path d="%[5]s" fill="url(#glaze)"/><path d="%[5]s" fill="url(#dip)"/>
<ellipse cx="200" cy="80" rx="%[6]d" ry="%[7]d" fill="hsl(%[1]d 40%% 22%%)" opacity=".75"/>
</svg>`, p.hue, 120+p.ID*13, (p.hue+30)%360, 3*p.profile[len(p.profile)-1]+26, outline, 3*p.profile[0], 3+p.profile[0]/6)
}

// silhouette is the SVG path around a profile: down the right side, up the left, as Catmull-Rom curves, which
// pass through every point.
func silhouette(profile []int) string {
	const centre, top, bottom, scale = 200, 80, 338, 3
	n := len(profile)
	type point struct{ x, y float64 }
	points := make([]point, 0, 2*n)
	at := func(i, side int) point {
		return point{float64(centre + side*scale*profile[i]), top + float64(i)*(bottom-top)/float64(n-1)}
	}
	for i := range n {
		points = append(points, at(i, 1))
	}
	for i := n - 1; i >= 0; i-- {
		points = append(points, at(i, -1))
	}
	var path strings.Builder
	fmt.Fprintf(&path, "M%.0f %.0f", points[0].x, points[0].y)
	for i := 0; i < len(points)-1; i++ {
		if i == n-1 { // the foot is flat
			fmt.Fprintf(&path, "L%.0f %.0f", points[i+1].x, points[i+1].y)
			continue
		}
		before, from, to, after := points[max(i-1, 0)], points[i], points[i+1], points[min(i+2, len(points)-1)]
		if i == n-2 {
			after = to // the next point is across the foot
		}
		if i == n {
			before = from
		}
		fmt.Fprintf(&path, "C%.0f %.0f %.0f %.0f %.0f %.0f",
			from.x+(to.x-before.x)/6, from.y+(to.y-before.y)/6,
			to.x-(after.x-from.x)/6, to.y-(after.y-from.y)/6, to.x, to.y)
	}
	return path.String() + "Z"
}
