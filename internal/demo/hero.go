package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// Size of the hero image in pixels.
const (
	heroWidth  = 1280
	heroHeight = 560
)

// heroJPEG paints hills in the evening. It is a JPEG with some grain, since browsers do not take an image of very few
// bytes for its size as the largest content: https://web.dev/articles/lcp#how-are-low-entropy-images-handled
func heroJPEG() ([]byte, error) {
	canvas := image.NewRGBA(image.Rect(0, 0, heroWidth, heroHeight))
	grain := rand.New(rand.NewPCG(1, 2))
	for y := range heroHeight {
		for x := range heroWidth {
			c := landscape(float64(x)/heroWidth, float64(y)/heroHeight)
			noise := grain.NormFloat64() * 2.2
			canvas.SetRGBA(x, y, color.RGBA{level(c[0] + noise), level(c[1] + noise), level(c[2] + noise), 255})
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, canvas, &jpeg.Options{Quality: 82})
	return out.Bytes(), err
}

func level(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

type rgb [3]float64

func mix(a, b rgb, share float64) rgb {
	return rgb{a[0] + (b[0]-a[0])*share, a[1] + (b[1]-a[1])*share, a[2] + (b[2]-a[2])*share}
}

// landscape is the colour at a place, with both coordinates in 0..1: sky, sun, and five ridges, each nearer one darker.
func landscape(x, y float64) rgb {
	const ridges = 5
	haze, night := rgb{233, 170, 140}, rgb{44, 38, 68}
	for i := ridges - 1; i >= 0; i-- {
		depth := float64(i) / (ridges - 1)
		height := 0.52 + 0.10*depth*4 + 0.055*math.Sin(x*(5+3*depth)+float64(i)*2.1) +
			0.028*math.Sin(x*(13+4*depth)+float64(i)*4.7) + 0.010*math.Sin(x*41+float64(i)*9)
		if y > height {
			near := mix(haze, night, 0.15+0.85*depth)
			return mix(near, haze, max(0, 0.35-2.2*(y-height))*(1-depth)) // mist settles behind each ridge
		}
	}
	sky := mix(rgb{88, 92, 150}, rgb{252, 196, 150}, math.Pow(y/0.62, 1.1))
	distance := math.Hypot((x-0.72)*heroWidth/heroHeight, y-0.40)
	glow := math.Exp(-distance * distance * 22)
	sky = mix(sky, rgb{255, 226, 180}, 0.75*glow)
	if distance < 0.085 {
		return mix(rgb{255, 244, 220}, rgb{255, 224, 176}, distance/0.085)
	}
	return sky
}
