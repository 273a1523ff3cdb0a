package demo

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxWaiting bounds the requests that are held up on purpose at a time. More are answered at once: then there
// is load, and the demonstration is over.
const maxWaiting = 64

//go:embed shop
var files embed.FS

// ShopConfig says where the shop's script tag and links lead. URLs are as the browser sees them.
type ShopConfig struct {
	ScriptURL    string        // of the SDK: http://localhost:4000/paceline.js
	ProjectKey   string        // of the project the visits are reported to
	APIKey       string        // that allows the shop's origin
	DashboardURL string        // for the links back
	HeroDelay    time.Duration // how long the hero image is held up; 1.5 s when 0
	PageDelay    time.Duration // how long the slow page is held up; 1.2 s when 0
}

// Shop is the demonstration shop: a handler that keeps no state of its visitors.
type Shop struct {
	config  ShopConfig
	pages   map[string]*template.Template
	hero    []byte
	policy  string
	waiting chan struct{}
	routes  *http.ServeMux
}

// page is what the templates are given.
type page struct {
	Shop       ShopConfig
	Title      string
	Path       string
	Categories []category
	Category   category
	Product    product
	Products   []product
}

// NewShop prepares the shop's pages and pictures. It asks for nothing from outside but the SDK.
func NewShop(config ShopConfig) (*Shop, error) {
	script, err := url.Parse(config.ScriptURL)
	if err != nil {
		return nil, fmt.Errorf("demo shop: script URL: %w", err)
	}
	hero, err := heroJPEG()
	if err != nil {
		return nil, fmt.Errorf("demo shop: hero image: %w", err)
	}
	config.HeroDelay = cmp.Or(config.HeroDelay, 1500*time.Millisecond)
	config.PageDelay = cmp.Or(config.PageDelay, 1200*time.Millisecond)
	shop := &Shop{
		config:  config,
		pages:   map[string]*template.Template{},
		hero:    hero,
		policy:  contentPolicy(script),
		waiting: make(chan struct{}, maxWaiting),
		routes:  http.NewServeMux(),
	}
	for _, name := range []string{"home", "category", "product", "cart", "story", "missing"} {
		shop.pages[name], err = template.ParseFS(files, "shop/layout.html", "shop/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("demo shop: %w", err)
		}
	}
	shop.addRoutes()
	return shop, nil
}

// contentPolicy is the Content-Security-Policy that a site needs for the SDK, and nothing more.
func contentPolicy(script *url.URL) string {
	ingest := "'self'"
	if script.Host != "" {
		ingest = script.Scheme + "://" + script.Host
	}
	return "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
		"script-src 'self' " + ingest + "; connect-src 'self' " + ingest
}

func (s *Shop) addRoutes() {
	s.routes.HandleFunc("GET /{$}", s.home)
	s.routes.HandleFunc("GET /category/{key}", s.category)
	s.routes.HandleFunc("GET /product/{id}", s.product)
	s.routes.HandleFunc("GET /cart", s.cart)
	s.routes.HandleFunc("GET /story", s.story)
	s.routes.HandleFunc("GET /images/hero.jpg", s.heroImage)
	s.routes.HandleFunc("GET /images/product/{id}", s.productImage)
	s.routes.HandleFunc("GET /static/{file}", s.static)
	s.routes.HandleFunc("/", s.missing)
}

// ServeHTTP answers one request.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", s.policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	s.routes.ServeHTTP(w, r)
}

func (s *Shop) home(w http.ResponseWriter, r *http.Request) {
	all := products()
	s.show(w, r, http.StatusOK, "home", page{Title: "Stoneware from a small kiln", Products: []product{all[1], all[8], all[2], all[4], all[9], all[6], all[0], all[5]}})
}

func (s *Shop) category(w http.ResponseWriter, r *http.Request) {
	for _, c := range categories() {
		if c.Key == r.PathValue("key") {
			s.show(w, r, http.StatusOK, "category", page{Title: c.Name, Category: c, Products: productsOf(c.Key)})
			return
		}
	}
	s.missing(w, r)
}

func (s *Shop) product(w http.ResponseWriter, r *http.Request) {
	p, ok := findProduct(r.PathValue("id"))
	if !ok {
		s.missing(w, r)
		return
	}
	s.show(w, r, http.StatusOK, "product", page{Title: p.Name, Product: p, Products: othersLike(p)})
}

func (s *Shop) cart(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "cart", page{Title: "Cart", Products: products()})
}

func (s *Shop) story(w http.ResponseWriter, r *http.Request) {
	if s.wait(r, s.config.PageDelay) {
		s.show(w, r, http.StatusOK, "story", page{Title: "Our story"})
	}
}

func (s *Shop) missing(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusNotFound, "missing", page{Title: "Not found"})
}

func (s *Shop) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Shop, p.Path, p.Categories = s.config, r.URL.Path, categories()
	var body bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&body, "layout", p); err != nil {
		http.Error(w, "this page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a visitor who has gone is no error
}

func (s *Shop) heroImage(w http.ResponseWriter, r *http.Request) {
	if !s.wait(r, s.config.HeroDelay) {
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "no-store") // slow every time
	_, _ = w.Write(s.hero)
}

func (s *Shop) productImage(w http.ResponseWriter, r *http.Request) {
	p, ok := findProduct(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write([]byte(picture(p)))
}

func (s *Shop) static(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "shop/static/"+r.PathValue("file"))
}

// wait holds a request up and reports whether its visitor is still there. Over maxWaiting it does not wait.
func (s *Shop) wait(r *http.Request, delay time.Duration) bool {
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	default:
		return true
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func findProduct(id string) (product, bool) {
	all := products()
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > len(all) {
		return product{}, false
	}
	return all[n-1], true
}

// othersLike lists the rest of a product's category.
func othersLike(p product) []product {
	var others []product
	for _, other := range productsOf(p.Category) {
		if other.ID != p.ID {
			others = append(others, other)
		}
	}
	return others
}
