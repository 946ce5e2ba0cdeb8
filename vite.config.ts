// How the window is built: static, hashed files under out/renderer, made for `default-src 'none'` on app://
// (no inline script, no inline style, no data: address) and for the oldest Chromium we run on.
// It never lets zod or a module of another process into the bundle: such a build fails.
import react from '@vitejs/plugin-react';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** Paths below the project's folder that the window may not contain: another process, a tool, the validator. */
const foreign = /^(?:electron|broker|scripts|test)\/|^node_modules\/zod\//;

function refuseForeignModules(): Plugin {
  let project = '';
  return {
    name: 'stint:refuse-foreign-modules',
    configResolved({ root }) {
      project = dirname(root);
    },
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const inPackages = id.lastIndexOf('/node_modules/');
        // A package counts by its name, wherever it is installed; a file of ours by where it lies in the project.
        const path =
          inPackages === -1 ? relative(project, id).replaceAll('\\', '/') : id.slice(inPackages + 1);
        if (foreign.test(path)) {
          this.error(
            `The window must not contain ${path}: import types only, or move what it needs to shared/.`,
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
