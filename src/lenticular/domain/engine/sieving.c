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
} Probe;

typedef struct {
    Py_hash_t hash;
    const Probe *probe;
} Slot;

/* Probes, and each by the hash of its name, or in the first free slot behind. */
typedef struct {
    Py_ssize_t count, slot_count;
    Probe *probes;
    Slot *slots;
} Members;

typedef struct {
    Py_ssize_t shift, capacity, rows, target;
} Fold;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Members fields, parameters, attributes;
    Py_ssize_t fold_count, conjuncts, audiences;
    Fold *folds;
    uint64_t *used;
} Sieving;

/* Whole numbers up to here are the same as fractions. */
#define EXACT (1LL << 53)

static PyObject *live_name, *stored_name, *parameters_name, *nothing;

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
or_mask(digit *dead, Py_ssize_t count, PyObject *mask)
{
    const digit *digits = DIGITS(mask);
    Py_ssize_t size = DIGIT_COUNT(mask);
    if (size > count)
        size = count;
    for (Py_ssize_t n = 0; n < size; n++)
        dead[n] |= digits[n];
}

/* Or what a number kills, by bisection. */
static inline void
kill_number(const Probe *probe, double number, digit *dead, Py_ssize_t count)
{
    Py_ssize_t low = 0, high = probe->bound_count - 1;
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        if (probe->bounds[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    or_mask(dead, count, PyList_GET_ITEM(probe->masks, 2 * low + (probe->bounds[low] == number)));
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

/* Or what the value of a facet kills, NULL for an absent one; 1 if Python has to be asked, -1 for an error. */
static inline int
kill_known(const Probe *probe, PyObject *value, digit *dead, Py_ssize_t count)
{
    PyObject *known, *mask;
    int is_beyond;
    if (!value || value == Py_None)
        mask = probe->absent;
    else if (PyLong_CheckExact(value) && probe->bounds) {
        long long number = PyLong_AsLongLongAndOverflow(value, &is_beyond);
        if (is_beyond || number > EXACT || number < -EXACT)
            return 1;
        kill_number(probe, (double)number, dead, count);
        return 0;
    }
    else if (PyUnicode_CheckExact(value) || PyLong_CheckExact(value)) {
        int is_text = PyUnicode_CheckExact(value);
        known = is_text ? probe->texts : probe->integers;
        mask = PyDict_Check(known) ? PyDict_GetItemWithError(known, value) : NULL;
        if (!mask && is_text && probe->others && PyUnicode_IS_ASCII(value))
            mask = probe->others;
    }
    else if (PyFloat_CheckExact(value) && probe->bounds) {
        kill_number(probe, PyFloat_AS_DOUBLE(value), dead, count);
        return 0;
    }
    else
        mask = value == Py_True ? probe->yes : value == Py_False ? probe->no : NULL;
    if (mask)
        or_mask(dead, count, mask);
    return mask ? 0 : PyErr_Occurred() ? -1 : 1;
}

static int
kill(const Probe *probe, PyObject *value, digit *dead, Py_ssize_t count)
{
    int missing = kill_known(probe, value, dead, count);
    return missing > 0 ? kill_unknown(probe, value, dead, count) : missing;
}

/* Return an attribute of the visitor as a dictionary. */
static PyObject *
mapping(PyObject *visitor, PyObject *name)
{
    PyObject *found = PyObject_GetAttr(visitor, name);
    if (!found || PyDict_Check(found))
        return found;
    if (PyObject_Length(found) == 0) {
        Py_DECREF(found);
        return Py_NewRef(nothing);
    }
    PyObject *copied = PyDict_New();
    if (copied && PyDict_Update(copied, found) < 0)
        Py_CLEAR(copied);
    Py_DECREF(found);
    return copied;
}

static int
kill_fields(Sieving *self, PyObject *visitor, digit *dead, Py_ssize_t count)
{
    const Members *fields = &self->fields;
    for (const Probe *probe = fields->probes, *end = probe + fields->count; probe < end; probe++) {
        PyObject *value = PyObject_GetAttr(visitor, probe->name);
        if (!value)
            return -1;
        int is_known = PyObject_IsTrue(value);
        int failed = is_known < 0 || kill(probe, is_known ? value : NULL, dead, count) < 0;
        Py_DECREF(value);
        if (failed)
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

/* Find the members of a dictionary of which there are probes, by going through whichever are fewer. They lie anywhere in
 * memory: each is on its way while others are looked for. */
static void
find_members(const Members *members, PyObject *given, PyObject **values)
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
        while (PyDict_Next(given, &position, &name, &value)) {
            const Probe *probe = PyUnicode_Check(name) ? slot_of(members, name, PyObject_Hash(name))->probe : NULL;
            if (probe) {
                __builtin_prefetch(value);
                values[probe - members->probes] = value;
            }
        }
}

/* Or what the members kill, those of the first dictionary before those of the second. Those that Python has to be asked
 * about come last, and are held: who knows what it lets go. */
static int
kill_members(const Members *members, PyObject *first, PyObject *second, PyObject **values, digit *dead,
             Py_ssize_t digits)
{
    memset(values, 0, members->count * sizeof(PyObject *));
    if (second)
        find_members(members, second, values);
    find_members(members, first, values);
    Py_ssize_t unknown = 0;
    int failed = PyErr_Occurred() != NULL;
    for (Py_ssize_t n = 0; n < members->count && !failed; n++) {
        int missing = kill_known(&members->probes[n], values[n], dead, digits);
        failed = missing < 0;
        values[n] = missing > 0 ? Py_NewRef(values[n]) : NULL;
        unknown += missing > 0;
    }
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
    if (PyVectorcall_NARGS(flagged) != 2 || keywords || !PyLong_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "a visitor and a whole number");
        return NULL;
    }
    PyObject *visitor = arguments[0], *truth = NULL, *live = NULL, *stored = NULL, *parameters = NULL;
    Py_ssize_t count = (self->conjuncts + PyLong_SHIFT - 1) / PyLong_SHIFT;
    Py_ssize_t words = WORDS(self->conjuncts) + 2, truth_words = WORDS(self->audiences) + 2;
    Py_ssize_t most = Py_MAX(self->parameters.count, self->attributes.count);
    uint64_t *alive = allocated(words + truth_words + most + count, 8);
    if (!alive)
        return NULL;
    uint64_t *true_ones = alive + words;
    PyObject **values = (PyObject **)(true_ones + truth_words);
    digit *dead = (digit *)(values + most);
    or_mask(dead, count, arguments[1]);
    if ((live = mapping(visitor, live_name)) && (stored = mapping(visitor, stored_name)) &&
        (parameters = mapping(visitor, parameters_name)) && kill_fields(self, visitor, dead, count) == 0 &&
        kill_members(&self->parameters, parameters, NULL, values, dead, count) == 0 &&
        kill_members(&self->attributes, live, stored, values, dead, count) == 0)
        truth = truth_of(self, dead, count, alive, true_ones);
    Py_XDECREF(live);
    Py_XDECREF(stored);
    Py_XDECREF(parameters);
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
    if (!members->slots || !members->probes)
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
    PyMem_Free(members->probes);
    PyMem_Free(members->slots);
}

static PyObject *
new_sieving(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords))
{
    PyObject *fields, *parameters, *attributes, *used, *folds;
    Py_ssize_t conjuncts, audiences;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!nnO!", &PyTuple_Type, &fields, &PyTuple_Type, &parameters, &PyTuple_Type,
                          &attributes, &PyLong_Type, &used, &conjuncts, &audiences, &PyTuple_Type, &folds))
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
        prepare_members(&self->parameters, parameters) < 0 || prepare_members(&self->attributes, attributes) < 0)
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

PyTypeObject SievingType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "lenticular.domain.engine.kernel.Sieving",
    .tp_basicsize = sizeof(Sieving),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Sieving, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = (newfunc)new_sieving,
    .tp_dealloc = (destructor)free_sieving,
};

int
prepare_sieving(void)
{
    live_name = PyUnicode_InternFromString("live_attributes");
    stored_name = PyUnicode_InternFromString("stored_attributes");
    parameters_name = PyUnicode_InternFromString("query_parameters");
    nothing = PyDict_New();
    return live_name && stored_name && parameters_name && nothing ? 0 : -1;
}
