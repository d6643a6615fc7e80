/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of the filter, as the library writes and the kernel half reads them. The Java side
 * (FilterTables) fills them as plain words; EventLayoutTest compares the two.
 *
 * An event is wanted if one of up to 64 clauses of its type holds. A word says which clauses are
 * still alive; every test that fails takes its clauses away. Texts are looked up once for all tests:
 * what is found says by bits which of up to 64 sets of texts a path is in.
 */
#ifndef NIGHTJAR_FILTER_H
#define NIGHTJAR_FILTER_H

#include "nightjar_abi.h"

#define NJ_FILTER_NUMBERS 32
#define NJ_FILTER_PATHS 32
#define NJ_FILTER_VALUES 128
#define NJ_FILTER_TEST_VALUES 64
#define NJ_FILTER_GENERATIONS 2

/* longest text of a set; keys have room for an end behind it */
#define NJ_TEXT_LIMIT 120
#define NJ_KEY_BYTES 128
/* texts of both generations */
#define NJ_TEXTS 8192

/* in nj_number_test.slot: the result of the call */
#define NJ_SLOT_RESULT 255

/* numbers that are known before there is a record; the first six are the call's arguments */
enum nj_early {
	NJ_EARLY_OPEN_FLAGS = 6, /* and how an O_PATH descriptor is open */
	NJ_EARLY_RESULT,
	NJ_EARLY_FILE, /* of the opened file, in the order of their slots */
	NJ_EARLY_INODE = NJ_EARLY_FILE,
	NJ_EARLY_DEVICE,
	NJ_EARLY_FILE_MODE,
	NJ_EARLY_CREATED,
	NJ_EARLY_NUMBERS = 16,
};

/* at most so many tests of each of the two kinds; more are made on the record */
#define NJ_EARLY_TESTS 16

struct nj_number_test {
	__u64 clauses; /* fall when it does not hold */
	__u64 mask;
	__u8 slot;
	__u8 early; /* enum nj_early, for the tests of arguments and file */
	__u8 negated;
	__u8 count; /* of values, ascending */
	__u16 first;
	__u16 reserved;
};

struct nj_path_test {
	__u64 clauses; /* fall when it does not hold */
	__u8 slot;
	__u8 directory_slot; /* or the slot itself */
	__u8 set;
	__u8 negated;
	__u32 reserved;
};

/*
 * Clauses by what nearly all tests of opens ask for, and by the outcome of any call: bits 0 and 1 of
 * the index are those of O_ACCMODE, then come O_CREAT, O_TRUNC, and whether it succeeded.
 */
#define NJ_CLASSES 32
#define NJ_CLASS_SUCCEEDED 16

struct nj_type_filter {
	__u64 classes[NJ_CLASSES];
	__u64 host, container;	 /* clauses by scope */
	__u64 early, file;	 /* clauses with tests of arguments, and of the opened file */
	__u64 positive;		 /* clauses whose opened path must be in sets, */
	__u64 positive_sets;	 /* and all those sets */
	__u64 first_path;	 /* clauses with tests of the opened path */
	__u64 late;		 /* clauses with tests that need a record */
	__u64 once;		 /* clauses that hold once for each directory */
	__u8 early_count;	 /* tests of arguments, */
	__u8 file_count;	 /* then those of the opened file, */
	__u8 number_count;	 /* then those of other parts of the record: all in all */
	__u8 path_count;
	__u8 file_needs;	 /* bit n: one asks for NJ_EARLY_FILE + n */
	__u8 reserved[3];
	struct nj_number_test numbers[NJ_FILTER_NUMBERS];
	struct nj_path_test paths[NJ_FILTER_PATHS];
	__s64 values[NJ_FILTER_VALUES];
};

/* a text from its begin, or from its end backwards */
struct nj_text_key {
	__u32 bits; /* that count, from the generation on */
	__u32 generation;
	__u8 text[NJ_KEY_BYTES];
};

/*
 * Which sets a path can be in, going by its first name and its last one alone, before it is put
 * together. The index is a hash of a name, so more sets may seem possible than are.
 */
#define NJ_GATE 256

struct nj_gate {
	__u64 first_prefix[NJ_GATE]; /* sets with a prefix that begins with that name */
	__u64 first_exact[NJ_GATE];  /* sets with a path that begins with it, */
	__u64 last_exact[NJ_GATE];   /* and with one that ends with it */
	__u64 last_end[NJ_GATE];     /* sets with a suffix or name that ends with it */
};

/* how many events of a type were judged, by CPU */
struct nj_filter_count {
	__u64 filtered;
	__u64 passed;
};

/* settings of the filter, shared with user space through the map of global variables */
struct nj_filter_control {
	__u32 generation; /* of the tables that count */
	__u32 once_epoch; /* another one forgets all directories */
};

/* in the map of cgroups */
enum nj_scope {
	NJ_SCOPE_UNKNOWN,
	NJ_SCOPE_HOST,
	NJ_SCOPE_CONTAINER,
};

#endif
