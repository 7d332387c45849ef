/** The gallery's many pieces are listed here and not in the first load. */
const { default: Gallery } = await import('./Gallery.svelte');

export default Gallery;
