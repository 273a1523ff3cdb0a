SELECT project FROM pages WHERE id = @page
