/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Which events are sent (nightjar_filter.h says how the tables work). Judged in the order of cost:
 * outcome, arguments, scope, the opened file's properties, its path; what is left is judged on the
 * finished record. What cannot be judged counts as holding, so that no event is kept back in error.
 */

#include "nightjar_filter.h"
#include "scope.bpf.h"

#define NJ_PLAIN_LIMIT 255 /* bytes of a path as a caller passed it */
#define EEXIST 17
#define O_PATH 010000000
#define O_ACCMODE 03
#define O_CREAT 0100
#define O_TRUNC 01000
#define GATE_DEPTH 16
#define FMODE_CREATED 0x100000

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NJ_FILTER_GENERATIONS * NJ_TYPE_LIMIT);
	__type(key, u32);
	__type(value, struct nj_type_filter);
} filters SEC(".maps");

/* texts from their begin: exact ones (with a zero behind them) and prefixes */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, NJ_TEXTS);
	__type(key, struct nj_text_key);
	__type(value, u64);
} begins SEC(".maps");

/* texts from their end backwards: suffixes, and names with the slash in front of them */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, NJ_TEXTS);
	__type(key, struct nj_text_key);
	__type(value, u64);
} ends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NJ_FILTER_GENERATIONS);
	__type(key, u32);
	__type(value, struct nj_gate);
} gates SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, NJ_TYPE_LIMIT);
	__type(key, u32);
	__type(value, struct nj_filter_count);
} filter_counts SEC(".maps");

/* where something has happened for which one event is enough */
struct directory_key {
	u64 cgroup;
	u64 inode;
	u32 device;
	u32 epoch;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct directory_key);
	__type(value, u8);
} directories SEC(".maps");

struct nj_filter_control filter_control;

/* what was found out about the call at hand */
struct judgement {
	u64 alive;	/* clauses that what follows has to decide on; 0: it is decided, send */
	u64 early[NJ_EARLY_NUMBERS];
	u32 filter;	/* index of the tables */
	u32 path_found;	 /* the path of the opened file lies in the scratch, */
	u32 path_judged; /* and the tests of it are done */
	u32 claimed;	 /* this event is the one of its directory */
	u64 file;	 /* that was opened, or 0, */
	struct {
		u64 mnt, dentry;
	} opened; /* and its path */
	u32 path_slot;	 /* of the record's path that was looked up last, */
	u32 path_known;	 /* whether it could be told, */
	u64 sets;	 /* and what was found */
	struct directory_key directory;
	struct nj_text_key key;
	u8 tail[2 * NJ_KEY_BYTES];
	/* a directory and what is relative to it */
	u8 text[2 * NJ_TEXT_MAX];
	u32 length;
	/* reading it byte by byte */
	u32 from;
	u32 seen;
	u32 plain;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct judgement);
} judgements SEC(".maps");

static __always_inline struct judgement *judgement(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&judgements, &zero);
}

static __always_inline void count(u32 type, bool sent)
{
	struct nj_filter_count *n = bpf_map_lookup_elem(&filter_counts, &type);

	if (n && sent)
		n->passed++;
	else if (n)
		n->filtered++;
}

/* whether one of several values is this */
__noinline int is_among(u32 filter, u32 first, u32 count, s64 value)
{
	struct nj_type_filter *f = bpf_map_lookup_elem(&filters, &filter);
	u32 at = 0;

	if (!f)
		return 0;
#pragma unroll
	for (u32 step = NJ_FILTER_TEST_VALUES / 2; step; step /= 2)
		if (at + step < count && f->values[(first + at + step) % NJ_FILTER_VALUES] <= value)
			at += step;
	return f->values[(first + at) % NJ_FILTER_VALUES] == value;
}

static __always_inline u32 number_holds(struct nj_type_filter *f, u32 filter,
					 struct nj_number_test *t, s64 number)
{
	s64 value = number & t->mask;
	u32 found;

	if (t->count == 1)
		found = f->values[t->first % NJ_FILTER_VALUES] == value;
	else
		found = is_among(filter, t->first, t->count, value);
	return (found ^ t->negated) & 1;
}

/* an O_PATH descriptor is open for neither reading nor writing, whatever was asked for */
static __always_inline u64 open_flags(struct call *c)
{
	u64 flags = c->type == NJ_OPENAT ? c->args[2] : c->type == NJ_OPEN ? c->args[1] : 0;

	return c->result >= 0 && flags & O_PATH ? flags & ~O_ACCMODE : flags;
}

static __always_inline u64 judge_class(struct nj_type_filter *f, struct call *c, u64 flags)
{
	u32 class = (flags & O_ACCMODE) | (flags & O_CREAT) >> 4 | (flags & O_TRUNC) >> 6;

	if (c->result >= 0)
		class += NJ_CLASS_SUCCEEDED;
	/* the compiler must not see that the bound is known: the verifiers before 6.2 do not */
	asm volatile("" : "+r"(class));
	return f->classes[class % NJ_CLASSES];
}

static __always_inline void note_arguments(struct judgement *j, struct call *c, u64 flags)
{
	for (u32 i = 0; i < 6; i++)
		j->early[i] = c->args[i];
	j->early[NJ_EARLY_OPEN_FLAGS] = flags;
	j->early[NJ_EARLY_RESULT] = c->result;
}

/* in one row and without branches, for the verifier goes through all that there are */
static __always_inline u64 judge_early(struct nj_type_filter *f, struct judgement *j, u32 first,
				       u32 count, u64 alive)
{
	for (u32 i = 0; i < NJ_EARLY_TESTS; i++) {
		struct nj_number_test *t = &f->numbers[(first + i) % NJ_FILTER_NUMBERS];
		u64 holds;

		if (i >= count || !alive)
			break;
		holds = number_holds(f, j->filter, t, j->early[t->early % NJ_EARLY_NUMBERS]);
		alive &= ~(t->clauses & (holds - 1));
	}
	return alive;
}

static __always_inline u64 judge_scope(struct nj_type_filter *f, u64 alive)
{
	if (!(alive & ~(f->host & f->container)))
		return alive;
	switch (scope_of()) {
	case NJ_SCOPE_HOST:
		return alive & f->host;
	case NJ_SCOPE_CONTAINER:
		return alive & f->container;
	}
	return alive;
}


/* the sets that an absolute text is in */
static __always_inline u64 sets_of(struct judgement *j, const u8 *text, u32 length)
{
	u32 front = length < NJ_KEY_BYTES ? length : NJ_KEY_BYTES;
	u32 tail = length < NJ_TEXT_LIMIT ? length : NJ_TEXT_LIMIT;
	u64 *to = (u64 *)j->key.text;
	u64 *found, sets = 0;
	u32 gap;

	asm volatile("" : "+r"(front), "+r"(tail));
	if (front > NJ_KEY_BYTES || tail > NJ_TEXT_LIMIT)
		return 0;
	bpf_probe_read_kernel(j->key.text, front, text);
	if (front < NJ_KEY_BYTES)
		j->key.text[front++ & (NJ_KEY_BYTES - 1)] = 0;
	j->key.bits = 8 * (sizeof(j->key.generation) + front);
	found = bpf_map_lookup_elem(&begins, &j->key);
	if (found)
		sets = *found;
	gap = NJ_TEXT_LIMIT - tail;
	asm volatile("" : "+r"(gap));
	bpf_probe_read_kernel(j->tail + (gap & (NJ_KEY_BYTES - 1)), tail, text + length - tail);
#pragma unroll
	for (u32 i = 0; i < NJ_TEXT_LIMIT / 8; i++)
		to[i] = __builtin_bswap64(((u64 *)j->tail)[NJ_TEXT_LIMIT / 8 - 1 - i]);
	j->key.bits = 8 * (sizeof(j->key.generation) + tail);
	found = bpf_map_lookup_elem(&ends, &j->key);
	return found ? sets | *found : sets;
}

static __always_inline u64 judge_paths(struct nj_type_filter *f, u64 alive, u32 slot, u64 sets)
{
	u32 count = f->path_count;

	for (u32 i = 0; i < NJ_FILTER_PATHS; i++) {
		struct nj_path_test *t = &f->paths[i];
		u64 fails = (t->slot == slot) & !((sets >> (t->set & 63) ^ t->negated) & 1);

		if (i >= count || !alive)
			break;
		alive &= ~(t->clauses & -fails);
	}
	return alive;
}

/* of the opened file, as far as a test asks for it */
static __always_inline void note_file(struct judgement *j, struct file *file, u32 needs)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	if (needs & 1 << (NJ_EARLY_INODE - NJ_EARLY_FILE))
		j->early[NJ_EARLY_INODE] = BPF_CORE_READ(inode, i_ino);
	if (needs & 1 << (NJ_EARLY_DEVICE - NJ_EARLY_FILE))
		j->early[NJ_EARLY_DEVICE] = BPF_CORE_READ(inode, i_sb, s_dev);
	if (needs & 1 << (NJ_EARLY_FILE_MODE - NJ_EARLY_FILE))
		j->early[NJ_EARLY_FILE_MODE] = BPF_CORE_READ(inode, i_mode);
	if (needs & 1 << (NJ_EARLY_CREATED - NJ_EARLY_FILE))
		j->early[NJ_EARLY_CREATED] = !!(BPF_CORE_READ(file, f_mode) & FMODE_CREATED);
}

/* of a name, by its first eight bytes */
static __always_inline u32 gate_index(u64 word, u32 length)
{
	if (length < sizeof(word))
		word &= (1ULL << (length * 8)) - 1;
	return ((word ^ length * 0x9e3779b97f4a7c15ULL) * 0xd6e8feb86659fd93ULL) >> 56;
}

/* the top of a mount, where the way leads on above it; the process's root is found before */
static __always_inline struct dentry *top_of(struct vfsmount *mnt, struct vfsmount *root)
{
	return mnt == root ? NULL : BPF_CORE_READ(mnt, mnt_root);
}

/* the sets that the path of an opened file can be in, by its first and its last name */
__noinline u64 possible_sets(u32 generation, u64 mnt_address, u64 dentry_address)
{
	struct fs_struct *fs = bpf_get_current_task_btf()->fs;
	struct vfsmount *mnt = (void *)mnt_address, *root_mnt = fs->root.mnt;
	struct dentry *dentry = (void *)dentry_address, *root = fs->root.dentry;
	struct dentry *top = top_of(mnt, root_mnt);
	u32 last_length = 0, first, last;
	u64 first_begin = 0, last_begin = 0;
	struct entry entry = {};
	struct nj_gate *gate;

	for (u32 i = 0; i < GATE_DEPTH; i++) {
		struct mount *mount, *above;

		if (dentry == root && mnt == root_mnt)
			break;
		if (dentry == top) {
			mount = mount_of(mnt);
			above = BPF_CORE_READ(mount, mnt_parent);
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
			top = top_of(mnt, root_mnt);
			continue;
		}
		read_named_entry(&entry, dentry);
		if (entry.parent == dentry)
			return ~0ULL;
		first_begin = name_begin_of(&entry, dentry);
		if (!last_length) {
			last_begin = first_begin;
			last_length = entry.length;
		}
		dentry = entry.parent;
	}
	gate = bpf_map_lookup_elem(&gates, &generation);
	if (!gate || dentry != root || mnt != root_mnt || !last_length)
		return ~0ULL;
	first = gate_index(first_begin, entry.length) % NJ_GATE;
	last = gate_index(last_begin, last_length) % NJ_GATE;
	return gate->first_prefix[first] | (gate->first_exact[first] & gate->last_exact[last]) |
	       gate->last_end[last];
}

/* what must be in a set and cannot be is not wanted */
static __always_inline u64 judge_possible(struct nj_type_filter *f, u64 alive, u64 possible)
{
	u32 count = f->path_count;

	if (!(possible & f->positive_sets))
		return alive & ~f->positive;
	for (u32 i = 0; i < NJ_FILTER_PATHS; i++) {
		struct nj_path_test *t = &f->paths[i];
		u64 fails = (t->slot == NJ_OPEN_PATH) & !t->negated & !(possible >> (t->set & 63) & 1);

		if (i >= count || !alive)
			break;
		alive &= ~(t->clauses & -fails);
	}
	return alive;
}

/* the path of the file that was opened; it stays in the scratch for the record */
static __always_inline u64 judge_open_path(struct nj_type_filter *f, struct judgement *j,
					   struct path *path, u64 alive)
{
	struct scratch *s = scratch();
	u32 start;

	if (!s || !find_path((u64)path->mnt, (u64)path->dentry))
		return alive;
	j->path_found = 1;
	start = s->walk.start;
	if (s->walk.cut || start >= NJ_TEXT_MAX)
		return alive;
	j->path_judged = 1;
	return judge_paths(f, alive, NJ_OPEN_PATH,
			   sets_of(j, s->path + (start & NJ_TEXT_MASK), NJ_TEXT_MAX - start));
}

static __always_inline void note_directory(struct judgement *j, struct file *file)
{
	volatile struct nj_filter_control *control = &filter_control;
	struct inode *inode = BPF_CORE_READ(file, f_path.dentry, d_parent, d_inode);

	j->directory.cgroup = own_cgroup();
	j->directory.inode = BPF_CORE_READ(inode, i_ino);
	j->directory.device = BPF_CORE_READ(inode, i_sb, s_dev);
	j->directory.epoch = control->once_epoch;
}

/* whether this is the first event of its directory, which it is for all others then */
static __always_inline bool claim_directory(struct judgement *j)
{
	u8 one = 1;

	if (!j->directory.inode)
		return true;
	if (bpf_map_lookup_elem(&directories, &j->directory) ||
	    bpf_map_update_elem(&directories, &j->directory, &one, BPF_NOEXIST) == -EEXIST)
		return false;
	j->claimed = 1;
	return true;
}

/* an event that did not get through does not count as the one of its directory */
static __always_inline void give_up_directory(void)
{
	struct judgement *j = judgement();

	if (j && j->claimed)
		bpf_map_delete_elem(&directories, &j->directory);
}

static __always_inline bool is_open(u32 type)
{
	return type >= NJ_OPEN && type <= NJ_CREAT;
}

static __always_inline u64 judge_opened(struct nj_type_filter *f, struct judgement *j,
					struct call *c, u64 alive)
{
	struct file *file = c->result < 0 ? NULL : file_of(c->result);
	struct path path;

	if (!file)
		return alive;
	bpf_core_read(&path, sizeof(path), &file->f_path);
	j->file = (u64)file;
	j->opened.mnt = (u64)path.mnt;
	j->opened.dentry = (u64)path.dentry;
	if (!(alive & ~f->positive))
		alive = judge_possible(f, alive, possible_sets(j->key.generation, (u64)path.mnt,
							       (u64)path.dentry));
	if (alive & f->file) {
		note_file(j, file, f->file_needs);
		alive = judge_early(f, j, f->early_count, f->file_count, alive);
	}
	if (alive & f->first_path && !(alive & ~(f->first_path | f->late | f->once)))
		alive = judge_open_path(f, j, &path, alive);
	if (alive & f->once)
		note_directory(j, file);
	return alive;
}

/* what has to be tested yet on the record, of these clauses */
static __always_inline u64 open_questions(struct nj_type_filter *f, struct judgement *j, u64 alive)
{
	u64 left = j->path_judged ? f->late : f->late | f->first_path;

	/* one clause without questions is enough */
	return alive & ~(left | f->once) ? 0 : alive;
}

/*
 * Judges a call before a record is made of it: whether it may be wanted. What is still open then is
 * left to wanted_record.
 */
__noinline int wanted(struct call *c)
{
	volatile struct nj_filter_control *control = &filter_control;
	struct judgement *j = judgement();
	struct nj_type_filter *f;
	u32 index, generation, type;
	u64 alive, flags;

	if (!j || !c)
		return 1;
	type = c->type % NJ_TYPE_LIMIT;
	generation = control->generation % NJ_FILTER_GENERATIONS;
	index = generation * NJ_TYPE_LIMIT + type;
	f = bpf_map_lookup_elem(&filters, &index);
	if (!f)
		return 1;
	j->filter = index;
	j->path_found = j->path_judged = j->claimed = 0;
	j->directory.inode = 0;
	j->file = 0;
	j->key.generation = generation;
	flags = open_flags(c);
	alive = judge_class(f, c, flags);
	if (alive)
		alive = judge_scope(f, alive);
	if (alive & f->early) {
		note_arguments(j, c, flags);
		alive = judge_early(f, j, 0, f->early_count, alive);
	}
	if (alive && is_open(type))
		alive = judge_opened(f, j, c, alive);
	if (!alive) {
		count(type, false);
		return 0;
	}
	j->alive = open_questions(f, j, alive);
	return 1;
}

/* the tables that the call at hand is judged by */
static __always_inline struct nj_type_filter *filter_of(struct judgement *j)
{
	u32 index = j->filter;

	return bpf_map_lookup_elem(&filters, &index);
}

static __always_inline void judge_record_number(struct nj_type_filter *f, struct judgement *j,
						struct scratch *s, u32 index)
{
	struct nj_number_test *t = &f->numbers[index % NJ_FILTER_NUMBERS];
	u32 slot = t->slot & 31;
	s64 number = *(s64 *)(s->data + sizeof(struct nj_header) + slot * 8);

	if (t->slot == NJ_SLOT_RESULT)
		number = header(s)->result;
	else if (!(header(s)->present & (1ULL << slot)))
		return;
	if (!number_holds(f, j->filter, t, number))
		j->alive &= ~t->clauses;
}

/* copies a text of the record behind what is there; false when it is not there or too long */
static __always_inline bool append(struct judgement *j, struct scratch *s, u32 slot)
{
	u64 place = *(u64 *)(s->data + sizeof(struct nj_header) + (slot & 31) * 8);
	u32 from = place, length = place >> 32, at = j->length;

	if (!(header(s)->present & (1ULL << (slot & 31))) || !length || at >= NJ_TEXT_MAX)
		return false;
	asm volatile("" : "+r"(length));
	if (length > NJ_TEXT_MAX || from >= NJ_RECORD_MAX)
		return false;
	bpf_probe_read_kernel(j->text + (at & NJ_TEXT_MASK), length, s->data + (from & NJ_RECORD_MASK));
	j->length = at + length;
	return true;
}

static long next_path_byte(u32 index, void *unused)
{
	struct judgement *j = judgement();
	u32 at, seen;

	if (!j)
		return 1;
	at = j->from + index;
	/* the end counts as a slash, so that . and .. at the end are found too */
	seen = j->seen << 8 | (at < j->length ? j->text[at & (2 * NJ_TEXT_MAX - 1)] : '/');
	j->seen = seen;
	if ((seen & 0xffff) == ('/' << 8 | '/') ||
	    (seen & 0xffffff) == ('/' << 16 | '.' << 8 | '/') ||
	    seen == ((u32)'/' << 24 | '.' << 16 | '.' << 8 | '/')) {
		j->plain = 0;
		return 1;
	}
	return at >= j->length;
}

/* whether a path behind a slash has no empty part, no . and no .. */
static __always_inline bool is_plain(struct judgement *j, u32 from)
{
	if (j->length - from > NJ_PLAIN_LIMIT)
		return false;
	j->from = from;
	j->seen = '/';
	j->plain = 1;
	bpf_loop(NJ_PLAIN_LIMIT + 1, next_path_byte, NULL, 0);
	return j->plain;
}

/* a path of the record as the rules see it; false when that is more than the kernel can tell */
static __always_inline bool path_of_record(struct judgement *j, struct scratch *s,
					   struct nj_path_test *t)
{
	u32 start;

	if (header(s)->flags & NJ_FLAG_TRUNCATED)
		return false;
	j->length = 0;
	if (!append(j, s, t->slot))
		return false;
	if (j->text[0] == '/')
		return t->directory_slot == t->slot || is_plain(j, 1);
	if (t->directory_slot == t->slot)
		return false;
	j->length = 0;
	if (!append(j, s, t->directory_slot) || j->text[0] != '/')
		return false;
	start = j->length;
	/* the root ends in a slash already */
	if (start > 1) {
		if (start >= NJ_TEXT_MAX)
			return false;
		j->text[start & NJ_TEXT_MASK] = '/';
		j->length = ++start;
	}
	return append(j, s, t->slot) && is_plain(j, start);
}

static __always_inline void judge_record_path(struct nj_type_filter *f, struct judgement *j,
					      struct scratch *s, u32 index)
{
	struct nj_path_test *t = &f->paths[index % NJ_FILTER_PATHS];

	/* the tests of a path stand in a row */
	if (t->slot != j->path_slot) {
		j->path_slot = t->slot;
		j->path_known = path_of_record(j, s, t);
		if (j->path_known)
			j->sets = sets_of(j, j->text, j->length);
	}
	if (j->path_known && (j->sets >> (t->set & 63) & 1) == t->negated)
		j->alive &= ~t->clauses;
}

/* first the numbers that nobody has looked at yet, then the paths */
static long next_record_test(u32 index, void *unused)
{
	struct judgement *j = judgement();
	struct scratch *s = scratch();
	struct nj_type_filter *f;
	u32 first, numbers;

	if (!j || !s)
		return 1;
	f = filter_of(j);
	if (!f || !j->alive)
		return 1;
	first = f->early_count + f->file_count;
	numbers = f->number_count - first;
	if (index < numbers)
		judge_record_number(f, j, s, first + index);
	else if (index - numbers < f->path_count)
		judge_record_path(f, j, s, index - numbers);
	else
		return 1;
	return 0;
}

/* judges what wanted has left open; 0: the record is not sent */
__noinline int wanted_record(void)
{
	struct judgement *j = judgement();
	struct scratch *s = scratch();
	struct nj_type_filter *f;
	u64 alive;
	u32 type;

	if (!s || !j)
		return 1;
	type = header(s)->type % NJ_TYPE_LIMIT;
	if (!j->alive) {
		count(type, true);
		return 1;
	}
	f = filter_of(j);
	if (!f)
		return 1;
	j->path_slot = NJ_SLOT_RESULT;
	bpf_loop(NJ_FILTER_NUMBERS + NJ_FILTER_PATHS, next_record_test, NULL, 0);
	alive = j->alive;
	if (alive && !(alive & ~f->once) && !claim_directory(j))
		alive = 0;
	count(type, alive);
	return !!alive;
}

/* ends a record about a call, and sends it if it is wanted */
static __always_inline void submit(void)
{
	if (!wanted_record())
		discard();
	else if (!send())
		give_up_directory();
}

/* ends a record that is sent whatever the filter says */
static __always_inline void submit_always(u32 type)
{
	count(type, true);
	send();
}
