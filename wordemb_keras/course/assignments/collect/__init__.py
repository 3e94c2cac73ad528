"""Who handed in what: files, folders and zips of a class; notebooks made whole."""
