/* `sieving.in_python`, compiled. */

#include "kernel.h"

/* Or so many bits onto others; both arrays have a word to spare. */
static void
or_bits(uint64_t *to, Py_ssize_t at, const uint64_t *from, Py_ssize_t start, Py_ssize_t count)
{
    for (; count > 0; count -= 64, at += 64, start += 64) {
        uint64_t value = from[start >> 6] >> (start & 63);
        if (start & 63)
            value |= from[(start >> 6) + 1] << (64 - (start & 63));
        if (count < 64)
            value &= ((uint64_t)1 << count) - 1;
        to[at >> 6] |= value << (at & 63);
        if (at & 63)
            to[(at >> 6) + 1] |= value >> (64 - (at & 63));
    }
}

/* One facet: where its value is found, and the masks of what values kill. `texts`, `integers` and `absent` are borrowed of
 * `memos`, which keeps its members as long as it lives. */
typedef struct {
    PyObject *name, *memos;
    PyObject *texts, *integers, *absent, *yes, *no;
    /* Where known: what every ASCII text kills that is not among the texts, and what numbers kill by region. */
    PyObject *others, *masks;
    double *bounds;
    Py_ssize_t bound_count;
    Py_ssize_t place; /* of a field */
} Probe;

typedef struct {
    Py_hash_t hash;
    const Probe *probe;
} Slot;

/* The name that a dictionary had at a place when it was last looked at, and its probe. */
typedef struct {
    PyObject *name;
    const Probe *probe;
} Hint;

#define HINTS 256

/* Probes, and each by the hash of its name, or in the first free slot behind. Dictionaries that come one after the other
 * mostly have the same names, also as objects, in the same order: there are hints for the first and for the second. */
typedef struct {
    Py_ssize_t count, slot_count;
    Probe *probes;
    Slot *slots;
    Hint *hints[2];
} Members;

typedef struct {
    Py_ssize_t shift, capacity, rows, target;
} Fold;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Members fields, parameters, attributes;
    /* How many fields a visitor has, and which are dictionaries. */
    Py_ssize_t size, live, stored, given;
    Py_ssize_t fold_count, conjuncts, audiences;
    Fold *folds;
    uint64_t *used;
} Sieving;

/* Whole numbers up to here are the same as fractions. */
#define EXACT (1LL << 53)

/* So many words of the stack are enough for most. */
#define FEW 1024

static PyObject *nothing;

static int
prepare(Probe *probe, PyObject *given)
{
    PyObject *name, *memos, *others, *bounds, *masks;
    if (!PyArg_ParseTuple(given, "UO!OOO", &name, &PyDict_Type, &memos, &others, &bounds, &masks))
        return -1;
    probe->name = Py_NewRef(name);
    probe->others = others == Py_None ? NULL : Py_NewRef(others);
    probe->memos = Py_NewRef(memos);
    probe->texts = PyDict_GetItemWithError(memos, (PyObject *)&PyUnicode_Type);
    probe->integers = PyDict_GetItemWithError(memos, (PyObject *)&PyLong_Type);
    PyObject *truths = PyDict_GetItemWithError(memos, (PyObject *)&PyBool_Type);
    PyObject *absent = PyDict_GetItemWithError(memos, (PyObject *)Py_TYPE(Py_None));
    probe->absent = absent ? PyDict_GetItemWithError(absent, Py_None) : NULL;
    if (!probe->texts || !probe->integers || !truths || !probe->absent) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "memos lack a type");
        return -1;
    }
    probe->yes = PyObject_GetItem(truths, Py_True);
    probe->no = PyObject_GetItem(truths, Py_False);
    if (!probe->yes || !probe->no)
        return -1;
    if (bounds == Py_None)
        return 0;
    if (!PyList_Check(bounds) || !PyList_Check(masks) || PyList_GET_SIZE(masks) != 2 * PyList_GET_SIZE(bounds)) {
        PyErr_SetString(PyExc_ValueError, "bounds and masks are lists, with two masks for a bound");
        return -1;
    }
    probe->bound_count = PyList_GET_SIZE(bounds);
    probe->bounds = allocated(probe->bound_count, sizeof(double));
    if (!probe->bounds)
        return -1;
    for (Py_ssize_t n = 0; n < probe->bound_count; n++)
        probe->bounds[n] = PyFloat_AsDouble(PyList_GET_ITEM(bounds, n));
    probe->masks = Py_NewRef(masks);
    return PyErr_Occurred() ? -1 : 0;
}

static inline void
or_mask(digit *restrict dead, Py_ssize_t count, PyObject *mask)
{
    const digit *restrict digits = DIGITS(mask);
    Py_ssize_t size = DIGIT_COUNT(mask);
    if (size > count)
        size = count;
    for (Py_ssize_t n = 0; n < size; n++)
        dead[n] |= digits[n];
}

/* Return what a number kills, by bisection: the first bound that is not below it, or the last. Which way it goes no
 * processor can guess, so that nothing branches on it. */
static inline PyObject *
mask_of_number(const Probe *probe, double number)
{
    const double *bounds = probe->bounds;
    Py_ssize_t low = 0;
    for (Py_ssize_t left = probe->bound_count - 1; left > 0; left /= 2) {
        Py_ssize_t step = (left + 1) / 2;
        low += bounds[low + step - 1] < number ? step : 0;
    }
    return PyList_GET_ITEM(probe->masks, 2 * low + (bounds[low] == number));
}

/* Or what a value kills that Python has to be asked about. */
static int
kill_unknown(const Probe *probe, PyObject *value, digit *dead, Py_ssize_t count)
{
    PyObject *known = PyObject_GetItem(probe->memos, (PyObject *)Py_TYPE(value));
    PyObject *mask = known ? PyObject_GetItem(known, value) : NULL;
    Py_XDECREF(known);
    if (!mask)
        return -1;
    or_mask(dead, count, mask);
    Py_DECREF(mask);
    return 0;
}

/* Return, borrowed, what the value of a facet kills, NULL for an absent value; NULL if Python has to be asked, or with an
 * error. */
static inline PyObject *
mask_of(const Probe *probe, PyObject *value)
{
    int is_beyond;
    if (!value || value == Py_None)
        return probe->absent;
    if (PyUnicode_CheckExact(value)) {
        PyObject *mask = PyDict_Check(probe->texts) ? PyDict_GetItemWithError(probe->texts, value) : NULL;
        return mask || !probe->others || !PyUnicode_IS_ASCII(value) ? mask : probe->others;
    }
    if (value == Py_True)
        return probe->yes;
    if (value == Py_False)
        return probe->no;
    if (PyFloat_CheckExact(value))
        return probe->bounds ? mask_of_number(probe, PyFloat_AS_DOUBLE(value)) : NULL;
    if (!PyLong_CheckExact(value))
        return NULL;
    if (!probe->bounds)
        return PyDict_Check(probe->integers) ? PyDict_GetItemWithError(probe->integers, value) : NULL;
    long long number = PyLong_AsLongLongAndOverflow(value, &is_beyond);
    return is_beyond || number > EXACT || number < -EXACT ? NULL : mask_of_number(probe, (double)number);
}

static int
kill(const Probe *probe, PyObject *value, digit *dead, Py_ssize_t count)
{
    PyObject *mask = mask_of(probe, value);
    if (mask)
        or_mask(dead, count, mask);
    return mask ? 0 : PyErr_Occurred() ? -1 : kill_unknown(probe, value, dead, count);
}

/* Return a field of the visitor as a dictionary. */
static PyObject *
mapping(PyObject *visitor, Py_ssize_t place)
{
    PyObject *found = PyTuple_GET_ITEM(visitor, place);
    if (PyDict_Check(found))
        return Py_NewRef(found);
    Py_ssize_t size = PyObject_Length(found);
    if (size <= 0)
        return size < 0 ? NULL : Py_NewRef(nothing);
    PyObject *copied = PyDict_New();
    if (copied && PyDict_Update(copied, found) < 0)
        Py_CLEAR(copied);
    return copied;
}

static int
kill_fields(Sieving *self, PyObject *visitor, digit *dead, Py_ssize_t count)
{
    const Members *fields = &self->fields;
    for (const Probe *probe = fields->probes, *end = probe + fields->count; probe < end; probe++) {
        PyObject *value = PyTuple_GET_ITEM(visitor, probe->place);
        int is_known = PyObject_IsTrue(value);
        if (is_known < 0 || kill(probe, is_known ? value : NULL, dead, count) < 0)
            return -1;
    }
    return 0;
}

/* Return the slot of a name, one without a probe if there is none. */
static inline Slot *
slot_of(const Members *members, PyObject *name, Py_hash_t hash)
{
    size_t mask = members->slot_count - 1;
    for (size_t n = (size_t)hash & mask;; n = (n + 1) & mask) {
        Slot *slot = &members->slots[n];
        if (!slot->probe || (slot->hash == hash &&
                             (slot->probe->name == name || PyUnicode_Compare(slot->probe->name, name) == 0)))
            return slot;
    }
}

/* Return the probe of a name, NULL if there is none. */
static inline const Probe *
probe_of(const Members *members, PyObject *name, Hint *hint)
{
    if (hint->name == name)
        return hint->probe;
    const Probe *probe = PyUnicode_Check(name) ? slot_of(members, name, PyObject_Hash(name))->probe : NULL;
    if (probe && PyUnicode_CheckExact(name)) {
        hint->probe = probe;
        Py_XSETREF(hint->name, Py_NewRef(name));
    }
    return probe;
}

/* Find the members of a dictionary of which there are probes, by going through whichever are fewer. They lie anywhere in
 * memory: each is on its way while others are looked for. */
static void
find_members(const Members *members, PyObject *given, Hint *hints, PyObject **values)
{
    Py_ssize_t position = 0;
    PyObject *name, *value;
    if (PyDict_GET_SIZE(given) > 2 * members->count) {
        for (Py_ssize_t n = 0; n < members->count; n++)
            if ((value = PyDict_GetItemWithError(given, members->probes[n].name))) {
                __builtin_prefetch(value);
                values[n] = value;
            }
    }
    else
        for (size_t n = 0; PyDict_Next(given, &position, &name, &value); n++) {
            __builtin_prefetch(value);
            const Probe *probe = probe_of(members, name, &hints[n % HINTS]);
            if (probe)
                values[probe - members->probes] = value;
        }
}

/* Or what the members kill, those of the first dictionary before those of the second. All masks are found, and on their
 * way, before the first is used. Those that Python has to be asked about come last, and are held: who knows what it lets
 * go. */
static int
kill_members(const Members *members, PyObject *first, PyObject *second, PyObject **values, digit *dead,
             Py_ssize_t digits)
{
    PyObject **masks = values + members->count;
    memset(values, 0, members->count * sizeof(PyObject *));
    if (second)
        find_members(members, second, members->hints[1], values);
    find_members(members, first, members->hints[0], values);
    Py_ssize_t known = 0, unknown = 0;
    int failed = PyErr_Occurred() != NULL;
    for (Py_ssize_t n = 0; n < members->count && !failed; n++) {
        PyObject *mask = mask_of(&members->probes[n], values[n]);
        if (mask) {
            __builtin_prefetch(mask);
            masks[known++] = mask;
            values[n] = NULL;
        }
        else {
            failed = PyErr_Occurred() != NULL;
            unknown++;
            Py_INCREF(values[n]);
        }
    }
    for (Py_ssize_t n = 0; n < known; n++)
        or_mask(dead, digits, masks[n]);
    for (Py_ssize_t n = 0; unknown && n < members->count; n++)
        if (values[n]) {
            failed = failed || kill_unknown(&members->probes[n], values[n], dead, digits) < 0;
            Py_DECREF(values[n]);
            unknown--;
        }
    return failed ? -1 : 0;
}

/* Fold the conjuncts that are alive to the audiences that are true; both arrays are zeros with words to spare. */
static PyObject *
truth_of(const Sieving *self, const digit *dead, Py_ssize_t count, uint64_t *alive, uint64_t *truth)
{
    to_words(dead, count, alive);
    for (Py_ssize_t n = 0; n < WORDS(self->conjuncts); n++)
        alive[n] = self->used[n] & ~alive[n];
    for (const Fold *fold = self->folds, *end = fold + self->fold_count; fold < end; fold++)
        for (Py_ssize_t row = 0; row < fold->rows; row++)
            or_bits(truth, fold->target, alive, fold->shift + row * fold->capacity, fold->capacity);
    return _PyLong_FromByteArray((unsigned char *)truth, (size_t)WORDS(self->audiences) * 8, 1, 0);
}

/* Sieving(visitor, dead): the bits of the audiences of which a conjunct lives that neither the visitor's values nor
 * `dead` kill. */
static PyObject *
sieve(PyObject *callable, PyObject *const *arguments, size_t flagged, PyObject *keywords)
{
    Sieving *self = (Sieving *)callable;
    if (PyVectorcall_NARGS(flagged) != 2 || keywords || !PyTuple_Check(arguments[0]) ||
        PyTuple_GET_SIZE(arguments[0]) != self->size || !PyLong_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "a visitor and a whole number");
        return NULL;
    }
    PyObject *visitor = arguments[0], *truth = NULL, *live = NULL, *stored = NULL, *parameters = NULL;
    Py_ssize_t count = (self->conjuncts + PyLong_SHIFT - 1) / PyLong_SHIFT;
    Py_ssize_t words = WORDS(self->conjuncts) + 2, truth_words = WORDS(self->audiences) + 2;
    Py_ssize_t most = Py_MAX(self->parameters.count, self->attributes.count);
    Py_ssize_t size = words + truth_words + 2 * most + count;
    uint64_t few[FEW], *alive = size <= FEW ? memset(few, 0, size * 8) : allocated(size, 8);
    if (!alive)
        return NULL;
    uint64_t *true_ones = alive + words;
    PyObject **values = (PyObject **)(true_ones + truth_words);
    digit *dead = (digit *)(values + 2 * most);
    or_mask(dead, count, arguments[1]);
    if ((live = mapping(visitor, self->live)) && (stored = mapping(visitor, self->stored)) &&
        (parameters = mapping(visitor, self->given)) && kill_fields(self, visitor, dead, count) == 0 &&
        kill_members(&self->parameters, parameters, NULL, values, dead, count) == 0 &&
        kill_members(&self->attributes, live, stored, values, dead, count) == 0)
        truth = truth_of(self, dead, count, alive, true_ones);
    Py_XDECREF(live);
    Py_XDECREF(stored);
    Py_XDECREF(parameters);
    if (alive != few)
        PyMem_Free(alive);
    return truth;
}

static int
prepare_members(Members *members, PyObject *given)
{
    Py_ssize_t count = PyTuple_GET_SIZE(given);
    for (members->slot_count = 8; members->slot_count < 2 * count;)
        members->slot_count *= 2;
    members->slots = allocated(members->slot_count, sizeof(Slot));
    members->probes = allocated(count, sizeof(Probe));
    members->hints[0] = allocated(HINTS, sizeof(Hint));
    members->hints[1] = allocated(HINTS, sizeof(Hint));
    if (!members->slots || !members->probes || !members->hints[0] || !members->hints[1])
        return -1;
    for (Py_ssize_t n = 0; n < count; n++) {
        Probe *probe = &members->probes[members->count++];
        if (prepare(probe, PyTuple_GET_ITEM(given, n)) < 0)
            return -1;
        Py_hash_t hash = PyObject_Hash(probe->name);
        Slot *slot = slot_of(members, probe->name, hash);
        if (slot->probe) {
            PyErr_SetString(PyExc_ValueError, "two probes have one name");
            return -1;
        }
        *slot = (Slot){hash, probe};
    }
    return 0;
}

static void
free_members(Members *members)
{
    for (Py_ssize_t n = 0; n < members->count; n++) {
        Probe *probe = &members->probes[n];
        Py_XDECREF(probe->name);
        Py_XDECREF(probe->memos);
        Py_XDECREF(probe->yes);
        Py_XDECREF(probe->no);
        Py_XDECREF(probe->others);
        Py_XDECREF(probe->masks);
        PyMem_Free(probe->bounds);
    }
    for (int n = 0; n < 2; n++) {
        for (int k = 0; members->hints[n] && k < HINTS; k++)
            Py_XDECREF(members->hints[n][k].name);
        PyMem_Free(members->hints[n]);
    }
    PyMem_Free(members->probes);
    PyMem_Free(members->slots);
}

/* Return the place of a name among others, -1 with an error. */
static Py_ssize_t
place_of(PyObject *names, const char *name)
{
    PyObject *wanted = PyUnicode_FromString(name);
    Py_ssize_t place = wanted ? PySequence_Index(names, wanted) : -1;
    Py_XDECREF(wanted);
    return place;
}

/* Find the fields of a visitor by their names. */
static int
take_names(Sieving *self, PyObject *names)
{
    const Members *fields = &self->fields;
    for (Probe *probe = fields->probes, *end = probe + fields->count; probe < end; probe++)
        if ((probe->place = PySequence_Index(names, probe->name)) < 0)
            return -1;
    self->size = PyTuple_GET_SIZE(names);
    self->live = place_of(names, "live_attributes");
    self->stored = place_of(names, "stored_attributes");
    self->given = place_of(names, "query_parameters");
    return self->live < 0 || self->stored < 0 || self->given < 0 ? -1 : 0;
}

static PyObject *
new_sieving(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords))
{
    PyObject *names, *fields, *parameters, *attributes, *used, *folds;
    Py_ssize_t conjuncts, audiences;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!O!nnO!", &PyTuple_Type, &names, &PyTuple_Type, &fields, &PyTuple_Type,
                          &parameters, &PyTuple_Type, &attributes, &PyLong_Type, &used, &conjuncts, &audiences,
                          &PyTuple_Type, &folds))
        return NULL;
    Sieving *self = (Sieving *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->vectorcall = sieve;
    self->conjuncts = conjuncts;
    self->audiences = audiences;
    self->fold_count = PyTuple_GET_SIZE(folds);
    self->folds = allocated(self->fold_count, sizeof(Fold));
    self->used = allocated(WORDS(conjuncts) + 2, sizeof(uint64_t));
    if (!self->folds || !self->used || prepare_members(&self->fields, fields) < 0 ||
        prepare_members(&self->parameters, parameters) < 0 || prepare_members(&self->attributes, attributes) < 0 ||
        take_names(self, names) < 0)
        goto failed;
    if (DIGIT_COUNT(used) * PyLong_SHIFT >= conjuncts + PyLong_SHIFT) {
        PyErr_SetString(PyExc_ValueError, "more bits are used than there are conjuncts");
        goto failed;
    }
    to_words(DIGITS(used), DIGIT_COUNT(used), self->used);
    for (Py_ssize_t n = 0; n < self->fold_count; n++) {
        Fold *fold = &self->folds[n];
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(folds, n), "nnnn", &fold->shift, &fold->capacity, &fold->rows,
                              &fold->target))
            goto failed;
        if (fold->shift + fold->rows * fold->capacity > conjuncts || fold->target + fold->capacity > audiences) {
            PyErr_SetString(PyExc_ValueError, "a fold lies outside");
            goto failed;
        }
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

static void
free_sieving(Sieving *self)
{
    free_members(&self->fields);
    free_members(&self->parameters);
    free_members(&self->attributes);
    PyMem_Free(self->folds);
    PyMem_Free(self->used);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

CALLABLE_TYPE(Sieving, new_sieving, free_sieving);

int
prepare_sieving(void)
{
    nothing = PyDict_New();
    return nothing ? 0 : -1;
}
