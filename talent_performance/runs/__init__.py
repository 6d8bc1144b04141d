"""Work that touches everybody: cut into chunks, done in the background, resumed after a crash."""
