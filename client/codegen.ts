import type { CodegenConfig } from '@graphql-codegen/cli'

/** Types come from the committed schema at each build and are never committed; one file beside each operation. */
const config: CodegenConfig = {
  schema: '../schema/schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    'src/api/schema.generated.ts': {
      plugins: ['typescript'],
      config: { onlyOperationTypes: true },
    },
    'src/': {
      preset: 'near-operation-file',
      presetConfig: { extension: '.generated.ts', baseTypesPath: 'api/schema.generated.ts' },
      plugins: ['typescript-operations', 'typed-document-node'],
    },
  },
  config: {
    scalars: { Date: 'string', DateTime: 'string', Decimal: 'string', Upload: 'File' },
    enumsAsTypes: true,
    useTypeImports: true,
    avoidOptionals: { field: true },
    nonOptionalTypename: true,
    skipTypeNameForRoot: true,
    dedupeFragments: true,
  },
}

export default config
