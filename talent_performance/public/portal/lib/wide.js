// Whether there is room for two columns.
import { onScopeDispose, ref } from "vue";

export function useWide(query = "(min-width: 60rem)") {
	const media = window.matchMedia(query);
	const wide = ref(media.matches);
	const turned = () => (wide.value = media.matches);
	media.addEventListener("change", turned);
	onScopeDispose(() => media.removeEventListener("change", turned));
	return wide;
}
