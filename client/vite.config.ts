import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.API_URL ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  // Django serves the build at the root of its address: pages at any depth find the files.
  base: '/',
  // The manifest tells scripts/first-load.mjs which files a page takes.
  build: { manifest: true, sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 500 },
  server: {
    proxy: Object.fromEntries(['/graphql', '/files', '/pictures', '/healthz'].map((path) => [path, server])),
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    testTimeout: 15_000,
    // A document and its modules are made once for all files, which is what most of the time went into.
    isolate: false,
  },
})
