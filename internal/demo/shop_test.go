package demo

import (
	"bytes"
	"context"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func newShop(t *testing.T) *Shop {
	t.Helper()
	shop, err := NewShop(ShopConfig{
		ScriptURL: "http://localhost:4000/paceline.js", ProjectKey: "demo", APIKey: "pk_1", DashboardURL: "http://localhost:5173/?project=demo",
	})
	if err != nil {
		t.Fatal(err)
	}
	return shop
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestShopPages(t *testing.T) {
	shop := newShop(t)
	rows := []struct {
		path     string
		status   int
		contains string
	}{
		{"/", 200, "slow on purpose"},
		{"/category/vases", 200, "everything moves down on purpose"},
		{"/product/1", 200, "Add to cart"},
		{"/product/12", 200, "Column"},
		{"/cart", 200, "Both buttons fail on purpose"},
		{"/product/0", 404, "Nothing on this shelf"},
		{"/product/13", 404, "Nothing on this shelf"},
		{"/product/x", 404, "Nothing on this shelf"},
		{"/category/shoes", 404, "Nothing on this shelf"},
		{"/nowhere", 404, "Nothing on this shelf"},
	}
	for _, row := range rows {
		w := get(shop, row.path)
		body := w.Body.String()
		if w.Code != row.status || !strings.Contains(body, row.contains) {
			t.Errorf("%s: %d, without %q", row.path, w.Code, row.contains)
		}
		for _, want := range []string{
			`<script async src="http://localhost:4000/paceline.js" data-project="demo" data-key="pk_1">`,
			`href="http://localhost:5173/?project=demo"`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %s", row.path, want)
			}
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "connect-src 'self' http://localhost:4000") {
			t.Errorf("%s: policy %q", row.path, policy)
		}
	}
}

func TestShopAssets(t *testing.T) {
	shop := newShop(t)
	rows := []struct {
		path, contentType string
		status            int
	}{
		{"/static/shop.css", "text/css; charset=utf-8", 200},
		{"/static/shop.js", "text/javascript; charset=utf-8", 200},
		{"/images/product/7", "image/svg+xml", 200},
		{"/images/product/99", "text/plain; charset=utf-8", 404},
		{"/static/layout.html", "text/plain; charset=utf-8", 404},
	}
	for _, row := range rows {
		if w := get(shop, row.path); w.Code != row.status || w.Header().Get("Content-Type") != row.contentType {
			t.Errorf("%s: %d %s", row.path, w.Code, w.Header().Get("Content-Type"))
		}
	}
}

// TestSlowParts runs on a clock of its own.
func TestSlowParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(t)
		begin := time.Now()
		hero := get(shop, "/images/hero.jpg")
		if took := time.Since(begin); took != 1500*time.Millisecond {
			t.Errorf("the hero image took %v", took)
		}
		if _, err := jpeg.Decode(bytes.NewReader(hero.Body.Bytes())); err != nil {
			t.Errorf("the hero image: %v", err)
		}
		begin = time.Now()
		if story := get(shop, "/story"); story.Code != http.StatusOK || time.Since(begin) != 1200*time.Millisecond {
			t.Errorf("the story: %d after %v", story.Code, time.Since(begin))
		}
	})
}

func TestVisitorWhoLeavesIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(t)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		begin := time.Now()
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/images/hero.jpg", nil))
		if took := time.Since(begin); took != 100*time.Millisecond || w.Body.Len() != 0 {
			t.Errorf("took %v, and %d bytes", took, w.Body.Len())
		}
	})
}

func TestFewRequestsWaitAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := newShop(t)
		var held sync.WaitGroup
		for range maxWaiting {
			held.Go(func() { get(shop, "/images/hero.jpg") })
		}
		synctest.Wait()
		begin := time.Now()
		if w := get(shop, "/images/hero.jpg"); w.Code != http.StatusOK || time.Since(begin) != 0 {
			t.Errorf("one more: %d after %v", w.Code, time.Since(begin))
		}
		held.Wait()
	})
}
