import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeClient } from './api/client'
import { App } from './app/App'
import './index.css'

const client = makeClient()

const root = document.getElementById('root')
if (!root) {
  throw new Error('The page has no place for the application.')
}
createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
)
