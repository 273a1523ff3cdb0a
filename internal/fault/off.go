//go:build !faults

package fault

import "time"

// Point does nothing in the product.
func Point(Name) {}

// Error is nil in the product.
func Error(Name) error { return nil }

// Refuse is nil in the product.
func Refuse(Name, string) error { return nil }

// Now is time.Now in the product.
func Now() time.Time { return time.Now() }
