// What a calibration session's board holds, as the server computed it: who is shown, in which order, and where a move leads to.
frappe.provide("talent_performance.calibration");

{
	const NOWHERE = "none";
	const MISSING = "";

	// Words of one language in their order, with "Person 9" before "Person 10".
	const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

	const ORDERS = {
		name: { label: () => __("Name"), value: (person) => person.name },
		rating: { label: () => __("Rating"), value: (person) => person.rating, down: true },
		last_rating: {
			label: () => __("Last Rating"),
			value: (person) => person.last_rating,
			down: true,
		},
		potential: {
			label: () => __("Potential"),
			value: (person) => BANDS.indexOf(person.potential),
			down: true,
		},
		manager: { label: () => __("Manager"), value: (person) => person.manager_name },
		department: { label: () => __("Department"), value: (person) => person.department },
		grade: { label: () => __("Level"), value: (person) => person.grade },
		moved: {
			label: () => __("Moved First"),
			value: (person) => (is_moved(person) ? 1 : 0),
			down: true,
		},
	};
	const BANDS = ["Low", "Mid", "High"];

	const is_moved = (person) =>
		person.rating !== person.before_rating || person.potential !== person.before_potential;

	const key_of = (value) =>
		value === null || value === undefined || value === "" ? NOWHERE : String(value);

	class Model {
		constructor() {
			this.people = [];
			this.order = "name";
			this.downwards = false;
			this.forget_filters();
		}

		forget_filters() {
			this.asked = {
				search: "",
				department: "",
				manager: "",
				grade: "",
				flag: "",
				moved: false,
			};
		}

		get narrowed() {
			return Object.values(this.asked).some(Boolean);
		}

		take(board) {
			this.board = board;
			this.take_people(board.people);
			this.levels = [...board.scale.levels].sort((one, other) => one.value - other.value);
			this.boxes = new Map((board.boxes || []).map((box) => [String(box.number), box]));
		}

		take_people(people) {
			this.people = people;
			this.of = new Map(people.map((person) => [person.employee, person]));
			this.found = null;
			people.forEach(make_findable);
		}

		// One person as the server says it now.
		put(person) {
			const known = this.of.get(person.employee);
			if (!known) return;
			Object.assign(known, person);
			make_findable(known);
			this.found = null;
		}

		ask(values) {
			Object.assign(this.asked, values);
			this.found = null;
		}

		sort_by(order) {
			this.downwards = this.order === order ? !this.downwards : Boolean(ORDERS[order].down);
			this.order = order;
			this.found = null;
		}

		// Who is shown, in order.
		shown() {
			if (!this.found) {
				const { search, moved, flag, ...same } = this.asked;
				const texts = search.toLowerCase().split(/\s+/).filter(Boolean);
				const wanted = Object.entries(same).filter(([, value]) => value);
				this.found = this.people
					.filter(
						(person) =>
							texts.every((text) => person.haystack.includes(text)) &&
							wanted.every(([field, value]) => said(person, field) === value) &&
							(!flag || flags_of(person).includes(flag)) &&
							(!moved || is_moved(person))
					)
					.sort(in_order(this.order, this.downwards));
			}
			return this.found;
		}

		// What a filter offers, with how many people there are of each.
		choices(filter) {
			const counted = new Map();
			const values = (person) =>
				filter === "flag" ? flags_of(person) : [said(person, filter)];
			this.people.forEach((person) =>
				values(person)
					.filter(Boolean)
					.forEach((value) => counted.set(value, (counted.get(value) || 0) + 1))
			);
			return [...counted].sort(([one], [other]) => words.compare(one, other));
		}

		get moved() {
			return this.people.filter(is_moved).length;
		}

		// The places of a view, each with who stands in it, and struck out who stood there before.
		places(view) {
			const places = view === "boxes" ? this.box_places() : this.level_places();
			const of = new Map(places.map((place) => [place.key, place]));
			const [now, before] = PLACED[view === "boxes" ? "boxes" : "bins"];
			this.shown().forEach((person) => {
				const [here, there] = [key_of(now(person)), key_of(before(person))];
				const place = of.get(here) || of.get(NOWHERE);
				place.count += 1;
				place.items.push({ key: person.employee, person });
				if (here !== there && of.has(there)) of.get(there).items.push(trace(person));
			});
			return places;
		}

		level_places() {
			const none = { key: NOWHERE, label: __("Not Rated"), nowhere: true };
			const levels = this.levels.map((level) => ({ ...level, key: String(level.value) }));
			return [none, ...levels].map((place) => ({ ...place, items: [], count: 0 }));
		}

		box_places() {
			const none = { key: NOWHERE, label: __("In No Box"), nowhere: true };
			const boxes = [...this.boxes].map(([key, box]) => ({ ...box, key }));
			return [...boxes, none].map((place) => ({ ...place, items: [], count: 0 }));
		}

		// Where somebody stands in a view.
		place_of(person, view) {
			return key_of(PLACED[view === "boxes" ? "boxes" : "bins"][0](person));
		}

		level(value) {
			return this.levels.find((level) => level.value === value);
		}

		level_name(value) {
			if (value === null || value === undefined) return __("Not Rated");
			const level = this.level(value);
			return level ? `${level.value} ${level.label}` : format_number(value, null, 2);
		}

		place_name(view, key) {
			if (view !== "boxes") {
				return key === NOWHERE ? __("Not Rated") : this.level_name(Number(key));
			}
			const box = this.boxes.get(key);
			return box ? `${box.number} ${box.label}` : __("In No Box");
		}

		// What a drop would change: levels to choose from and the potential, or nothing.
		change(person, view, key) {
			if (key === NOWHERE || key === this.place_of(person, view)) return null;
			if (view === "potential") {
				const there = !person.potential || person.potential === key;
				return there ? null : { levels: [], potential: key };
			}
			if (view !== "boxes") return { levels: [this.level(Number(key))], potential: null };
			const box = this.boxes.get(key);
			const now = this.level(person.rating);
			const stays = now && now.band === box.performance;
			return {
				levels: stays ? [] : this.levels.filter((each) => each.band === box.performance),
				potential: person.potential === box.potential ? null : box.potential,
			};
		}

		// The same for several people: who goes, with what it changes, and who stays and why.
		changes(people, { view, key }) {
			const [going, staying] = [[], []];
			people.forEach((person) => {
				const change = this.change(person, view, key);
				const boxless = ["boxes", "potential"].includes(view) && !person.potential;
				if (boxless) staying.push({ person, why: __("no potential that holds") });
				else if (!change) staying.push({ person, why: __("stands there already") });
				else going.push({ person, change });
			});
			const [levels] = going
				.map(({ change }) => change.levels)
				.sort((one, other) => other.length - one.length);
			const potential = { boxes: this.boxes.get(key)?.potential, potential: key }[view];
			return {
				going,
				staying,
				change: { levels: levels || [], potential: potential || null },
			};
		}
	}

	// Now and before, by view.
	const PLACED = {
		bins: [(person) => person.rating, (person) => person.before_rating],
		boxes: [(person) => person.box, (person) => person.before_box],
	};

	// Where somebody stood, beside those who stand there.
	function trace(person) {
		return { key: `was ${person.employee}`, person, gone: true };
	}

	const SAID = { manager: "manager_name" };

	function said(person, filter) {
		return person[SAID[filter] || filter] || MISSING;
	}

	function flags_of(person) {
		return person.flags || [];
	}

	function make_findable(person) {
		const { name, employee, designation, department, manager_name } = person;
		const texts = [name, employee, designation, department, manager_name];
		person.haystack = texts.filter(Boolean).join(" ").toLowerCase();
	}

	// By a value, whoever has none at the end, and then by name.
	function in_order(order, downwards) {
		const { value } = ORDERS[order];
		const sign = downwards ? -1 : 1;
		return (a, b) => {
			const [one, other] = [value(a), value(b)];
			return (
				filled(other) - filled(one) ||
				sign * compared(one, other) ||
				words.compare(a.name, b.name) ||
				words.compare(a.employee, b.employee)
			);
		};
	}

	function filled(value) {
		return !(value === null || value === undefined || value === "");
	}

	function compared(one, other) {
		return typeof one === "number" ? one - other : words.compare(one || "", other || "");
	}

	Object.assign(talent_performance.calibration, {
		Model,
		ORDERS,
		BANDS,
		NOWHERE,
		is_moved,
		flags_of,
	});
}
