/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.BPM_DEV_BACKEND ?? 'http://127.0.0.1:8000';
// changeOrigin stays off: Django compares Host with Origin before it accepts a write.
const proxied = { target: backend, changeOrigin: false };

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/' : '/',
  plugins: [react()],
  resolve: {
    alias: [
      { find: '@', replacement: here('./src') },
      // Our own date field needs no picker.
      { find: /^flatpickr$/, replacement: here('./src/shared/forms/viewer/no-picker.ts') },
      {
        find: /^@camunda\/feel-builtins$/,
        replacement: here('./src/shared/feel/no-builtins.ts'),
      },
      // The panel ships no development runtime of its Preact; the plain one answers the same calls.
      {
        find: '@bpmn-io/properties-panel/preact/jsx-dev-runtime',
        replacement: '@bpmn-io/properties-panel/preact/jsx-runtime',
      },
    ],
    dedupe: [
      '@bpmn-io/properties-panel',
      'diagram-js',
      'bpmn-js',
      'bpmn-moddle',
      'moddle',
      '@codemirror/state',
      '@codemirror/view',
      // The form editor brings a copy of its own; fields drawn with the other one would find no form.
      'preact',
      '@bpmn-io/form-js-viewer',
    ],
  },
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    // The second entry styles the pages that the server draws, from the same tokens.
    rollupOptions: { input: ['index.html', 'src/server-pages/pages.css'] },
  },
  server: {
    fs: { allow: [here('..')] },
    proxy: { '/api': proxied, '/login': proxied, '/logout': proxied, '/password': proxied },
  },
  test: {
    // Most tests are about logic; those that draw ask for jsdom in their first line.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    // jsdom lays nothing out, so that a menu finds nothing to give the focus to.
    onConsoleLog: (line) => !line.includes('use-focus-trap] Failed to find focusable'),
    server: { deps: { inline: [/@bpmn-io\/form-js/] } },
    // A file has globals of its own in a process that goes on: half the time of a process for each.
    pool: 'vmThreads',
    maxWorkers: 2,
    // Above what a busy machine needs: a test fails by what it sees, not by the clock.
    testTimeout: 60_000,
  },
}));
