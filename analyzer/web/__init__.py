"""Articles at addresses: pages, sitemaps, feeds and sites, fetched with limits."""
