// How the window is built: static, hashed files under out/renderer, made for `default-src 'none'` on app://
// (no inline script, no inline style, no data: address) and for the oldest Chromium we run on.
// It never lets zod or a module of another process into the bundle: such a build fails.
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** What the window may be made of, as parts of module paths; everything else of ours is another process. */
const foreign = [/\/node_modules\/zod\//, /\/(?:electron|broker|scripts|test)\/[^?]*\.tsx?$/];

function refuseForeignModules(): Plugin {
  return {
    name: 'stint:refuse-foreign-modules',
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const own = id.includes('/node_modules/') ? id.slice(id.lastIndexOf('/node_modules/')) : id;
        if (foreign.some((pattern) => pattern.test(own))) {
          this.error(
            `The window must not contain ${id}: import types only, or move what it needs to shared/.`,
          );
        }
      }
    },
  };
}

/**
 * React Aria injects one <style> unless an element with this id is there already. Our stylesheet carries the id
 * (and the rule), so that no inline style is ever needed.
 */
function nameTheStylesheet(): Plugin {
  return {
    name: 'stint:name-the-stylesheet',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replace('<link rel="stylesheet"', '<link id="react-aria-pressable-style" rel="stylesheet"'),
    },
  };
}

export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('renderer/', import.meta.url)),
  base: './',
  publicDir: false,
  plugins: [react(), refuseForeignModules(), nameTheStylesheet()],
  build: {
    outDir: fileURLToPath(new URL('out/renderer/', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome114',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    sourcemap: mode === 'development',
    minify: mode !== 'development',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
  },
}));
