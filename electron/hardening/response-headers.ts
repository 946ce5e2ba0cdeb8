/**
 * The headers of every answer at app://: what the window's page may do at all. They are headers, not a tag in the page,
 * so that a changed page cannot leave them out.
 */
const DIRECTIVES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  // Everything the window knows comes over the bridge.
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text ever becomes script or markup: React sets text, and no policy may be made to go around it.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

export const CONTENT_SECURITY_POLICY = DIRECTIVES.join('; ');

export function responseHeaders(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    // SECURITY: content-security-policy
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    // SECURITY: response-isolation
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=(), clipboard-write=()',
    'Cache-Control': 'no-store',
  };
}
