// The strictest policy the dashboard runs under: no inline script, no inline style, no foreign origin.
// `vite preview` serves the built files with it, so that a violation shows while developing.
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
