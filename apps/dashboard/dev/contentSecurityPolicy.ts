// The policy the dashboard is served with: no inline script, no inline style, no foreign origin. An exported chart is
// drawn by way of a data: picture.
// `vite preview` serves the built files with it, so that a violation shows while developing.
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
