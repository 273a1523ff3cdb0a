package demo

import "slices"

// product is one thing the shop sells.
type product struct {
	ID       int
	Name     string
	Category string // the key of a category
	Price    int    // euros
	Text     string
	hue      int   // of the glaze, degrees
	profile  []int // half widths of the silhouette in percent, from rim to foot
}

type category struct{ Key, Name, Text string }

func categories() []category {
	return []category{
		{"vases", "Vases", "For one branch, or the whole meadow."},
		{"tableware", "Tableware", "Made for every day, good for the odd feast."},
		{"lights", "Lights", "Porcelain thin enough to let the evening in."},
	}
}

func products() []product {
	return []product{
		{1, "Dune", "vases", 68, "A slender vase with a sandy, matt glaze.", 28, []int{14, 10, 12, 26, 34, 30, 18}},
		{2, "Harbour", "vases", 84, "Wide shoulders, narrow neck, the blue of deep water.", 214, []int{12, 9, 22, 42, 40, 28, 20}},
		{3, "Moss", "vases", 59, "Round as a pebble, and as quiet.", 130, []int{10, 12, 34, 46, 46, 36, 18}},
		{4, "Reed", "vases", 46, "Tall and straight, for a single stem.", 88, []int{10, 12, 13, 14, 15, 17, 18}},
		{5, "Morning bowl", "tableware", 24, "Holds porridge, soup, or keys.", 16, []int{46, 45, 42, 36, 26, 20, 20}},
		{6, "Tall mug", "tableware", 19, "Keeps coffee warm for one long article.", 192, []int{24, 24, 25, 25, 26, 26, 22}},
		{7, "Carafe", "tableware", 52, "Pours without a drop on the table.", 256, []int{14, 11, 13, 26, 34, 34, 28}},
		{8, "Egg cup", "tableware", 12, "Small, but it has one job.", 44, []int{24, 26, 24, 14, 8, 16, 22}},
		{9, "Lantern", "lights", 95, "A glow like late afternoon.", 36, []int{18, 30, 38, 40, 38, 32, 24}},
		{10, "Bell lamp", "lights", 149, "Hangs over the table and keeps everyone there.", 340, []int{6, 8, 16, 26, 34, 40, 46}},
		{11, "Pebble light", "lights", 78, "A night light for the brave and the others.", 300, []int{16, 34, 44, 48, 48, 44, 34}},
		{12, "Column", "lights", 132, "Stands in the corner and makes it a place.", 170, []int{20, 22, 20, 22, 20, 22, 24}},
	}
}

func productsOf(key string) []product {
	return slices.DeleteFunc(products(), func(p product) bool { return p.Category != key })
}
