/* `planes.Planes.in_python`, compiled. */

#include "kernel.h"

/* One plane. Of `demands`, each row has the two audiences to look at first, the berth and the number of a variant. */
typedef struct {
    Py_buffer named, numbers, demands, more;
    PyObject *needed;
    Py_ssize_t demand_count;
} Plane;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Py_ssize_t audiences, berths, lanes, plane_count;
    Plane *planes;
    Py_buffer alive, order, bases;
    PyObject *options, *finish;
} Planes;

/* Take a buffer of 64-bit whole numbers, of which there must be so many. */
static int
take_buffer(PyObject *given, Py_buffer *view, Py_ssize_t count)
{
    if (PyObject_GetBuffer(given, view, PyBUF_SIMPLE) < 0)
        return -1;
    if (view->len != count * 8) {
        PyErr_Format(PyExc_ValueError, "%zd bytes are not %zd words", view->len, count);
        return -1;
    }
    return 0;
}

static int
is_demanded(PyObject *needed, PyObject *truth)
{
    Py_ssize_t size = DIGIT_COUNT(needed);
    if (size > DIGIT_COUNT(truth))
        return 0;
    for (Py_ssize_t n = 0; n < size; n++)
        if (DIGITS(needed)[n] & ~DIGITS(truth)[n])
            return 0;
    return 1;
}

/* Choose by one plane for the berths that are left, and leave those that go on. */
static void
choose(const Planes *self, const Plane *plane, PyObject *truth, const uint64_t *flags, const int32_t *true_ones,
       Py_ssize_t true_count, uint64_t *left, uint64_t *hit, int32_t *chosen)
{
    Py_ssize_t words = WORDS(self->berths);
    const uint64_t *named = plane->named.buf, *more = plane->more.buf;
    const int64_t *numbers = plane->numbers.buf, *demands = plane->demands.buf;
    for (Py_ssize_t word = 0; word < words; word++) {
        uint64_t wanted = left[word], found = 0;
        if (wanted)
            for (Py_ssize_t n = 0; n < true_count && (found & wanted) != wanted; n++)
                found |= named[true_ones[n] * words + word];
        hit[word] = found & wanted;
        for (uint64_t rest = found & wanted; rest; rest &= rest - 1) {
            Py_ssize_t berth = word * 64 + __builtin_ctzll(rest);
            chosen[berth] = (int32_t)numbers[berth];
        }
    }
    for (Py_ssize_t n = 0; n < plane->demand_count; n++) {
        const int64_t *demand = demands + 4 * n;
        if (!(flags[demand[0] >> 6] >> (demand[0] & 63) & flags[demand[1] >> 6] >> (demand[1] & 63) & 1))
            continue;
        int64_t berth = demand[2], number = demand[3];
        if (left[berth >> 6] >> (berth & 63) & 1 && !(0 < chosen[berth] && chosen[berth] < number) &&
            is_demanded(PyList_GET_ITEM(plane->needed, n), truth)) {
            chosen[berth] = (int32_t)number;
            hit[berth >> 6] |= (uint64_t)1 << (berth & 63);
        }
    }
    for (Py_ssize_t word = 0; word < words; word++)
        left[word] &= ~hit[word] & more[word];
}

static PyObject *
options_of(const Planes *self, const int32_t *chosen)
{
    const int64_t *order = self->order.buf, *bases = self->bases.buf;
    PyObject *found = PyList_New(self->lanes);
    if (!found)
        return NULL;
    for (Py_ssize_t lane = 0; lane < self->lanes; lane++) {
        PyObject *option = PyTuple_GET_ITEM(self->options, bases[lane] + chosen[order[lane]]);
        PyList_SET_ITEM(found, lane, Py_NewRef(option));
    }
    return found;
}

static PyObject *
open_of(const Planes *self, const uint64_t *left)
{
    PyObject *found = PyList_New(0);
    for (Py_ssize_t word = 0; found && word < WORDS(self->berths); word++)
        for (uint64_t rest = left[word]; found && rest; rest &= rest - 1) {
            PyObject *berth = PyLong_FromSsize_t(word * 64 + __builtin_ctzll(rest));
            if (!berth || PyList_Append(found, berth) < 0)
                Py_CLEAR(found);
            Py_XDECREF(berth);
        }
    return found;
}

static int
has_any(const uint64_t *left, Py_ssize_t words)
{
    uint64_t any = 0;
    for (Py_ssize_t word = 0; word < words; word++)
        any |= left[word];
    return any != 0;
}

/* Let Python scan the lanes that are left open. */
static int
finish(const Planes *self, PyObject *truth, PyObject *options, const uint64_t *left)
{
    PyObject *open = open_of(self, left);
    PyObject *done = open ? PyObject_CallFunctionObjArgs(self->finish, truth, options, open, NULL) : NULL;
    Py_XDECREF(open);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Planes(truth): the option of each lane. */
static PyObject *
plan(PyObject *callable, PyObject *const *arguments, size_t flagged, PyObject *keywords)
{
    Planes *self = (Planes *)callable;
    Py_ssize_t flag_words = WORDS(self->audiences) + 2, words = WORDS(self->berths);
    if (PyVectorcall_NARGS(flagged) != 1 || keywords || !PyLong_Check(arguments[0]) ||
        DIGIT_COUNT(arguments[0]) * PyLong_SHIFT >= self->audiences + PyLong_SHIFT) {
        PyErr_SetString(PyExc_TypeError, "the truth of the audiences as a whole number");
        return NULL;
    }
    uint64_t *flags = allocated(flag_words + 2 * words + (self->berths + 1 + flag_words * 64) / 2 + 1, 8);
    if (!flags)
        return NULL;
    uint64_t *left = flags + flag_words, *hit = left + words;
    int32_t *chosen = (int32_t *)(hit + words), *true_ones = chosen + self->berths + 1;
    Py_ssize_t true_count = 0;
    to_words(DIGITS(arguments[0]), DIGIT_COUNT(arguments[0]), flags);
    for (Py_ssize_t word = 0; word < WORDS(self->audiences); word++)
        for (uint64_t rest = flags[word]; rest; rest &= rest - 1)
            true_ones[true_count++] = (int32_t)(word * 64 + __builtin_ctzll(rest));
    memcpy(left, self->alive.buf, words * 8);
    for (Py_ssize_t n = 0; n < self->plane_count; n++)
        choose(self, &self->planes[n], arguments[0], flags, true_ones, true_count, left, hit, chosen);
    PyObject *options = options_of(self, chosen);
    if (options && has_any(left, words) && finish(self, arguments[0], options, left) < 0)
        Py_CLEAR(options);
    PyMem_Free(flags);
    return options;
}

static int
take_plane(const Planes *self, Plane *plane, PyObject *given)
{
    PyObject *named, *numbers, *demands, *more, *needed;
    Py_ssize_t words = WORDS(self->berths);
    if (!PyArg_ParseTuple(given, "OOOO!O", &named, &numbers, &demands, &PyList_Type, &needed, &more))
        return -1;
    plane->needed = Py_NewRef(needed);
    if (PyObject_GetBuffer(demands, &plane->demands, PyBUF_SIMPLE) < 0)
        return -1;
    plane->demand_count = plane->demands.len / 32;
    if (plane->demand_count > PyList_GET_SIZE(needed)) {
        PyErr_SetString(PyExc_ValueError, "a demand lacks what it needs");
        return -1;
    }
    const int64_t *demand = plane->demands.buf;
    for (Py_ssize_t n = 0; n < plane->demand_count; n++, demand += 4)
        if (demand[0] < 0 || demand[0] >= self->audiences || demand[1] < 0 || demand[1] >= self->audiences ||
            demand[2] < 0 || demand[2] >= self->berths) {
            PyErr_SetString(PyExc_ValueError, "a demand lies outside");
            return -1;
        }
    return take_buffer(named, &plane->named, self->audiences * words) < 0 ||
           take_buffer(numbers, &plane->numbers, self->berths) < 0 || take_buffer(more, &plane->more, words) < 0
               ? -1
               : 0;
}

static PyObject *
new_planes(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords))
{
    PyObject *planes, *alive, *order, *bases, *options, *finish;
    Py_ssize_t audiences, berths;
    if (!PyArg_ParseTuple(arguments, "nnO!OOOO!O", &audiences, &berths, &PyTuple_Type, &planes, &alive, &order, &bases,
                          &PyTuple_Type, &options, &finish))
        return NULL;
    Planes *self = (Planes *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->vectorcall = plan;
    self->audiences = audiences;
    self->berths = berths;
    self->lanes = PyObject_Length(order);
    self->options = Py_NewRef(options);
    self->finish = Py_NewRef(finish);
    self->planes = allocated(PyTuple_GET_SIZE(planes), sizeof(Plane));
    if (!self->planes || self->lanes < 0 || take_buffer(alive, &self->alive, WORDS(berths)) < 0 ||
        take_buffer(order, &self->order, self->lanes) < 0 || take_buffer(bases, &self->bases, self->lanes) < 0)
        goto failed;
    for (Py_ssize_t lane = 0; lane < self->lanes; lane++)
        if ((uint64_t)((int64_t *)self->order.buf)[lane] > (uint64_t)berths) {
            PyErr_SetString(PyExc_ValueError, "a lane has no berth");
            goto failed;
        }
    while (self->plane_count < PyTuple_GET_SIZE(planes)) {
        Plane *plane = &self->planes[self->plane_count];
        if (take_plane(self, plane, PyTuple_GET_ITEM(planes, self->plane_count++)) < 0)
            goto failed;
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

static void
free_planes(Planes *self)
{
    for (Py_ssize_t n = 0; n < self->plane_count; n++) {
        Plane *plane = &self->planes[n];
        PyBuffer_Release(&plane->named);
        PyBuffer_Release(&plane->numbers);
        PyBuffer_Release(&plane->demands);
        PyBuffer_Release(&plane->more);
        Py_XDECREF(plane->needed);
    }
    PyBuffer_Release(&self->alive);
    PyBuffer_Release(&self->order);
    PyBuffer_Release(&self->bases);
    PyMem_Free(self->planes);
    Py_XDECREF(self->options);
    Py_XDECREF(self->finish);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

CALLABLE_TYPE(Planes, new_planes, free_planes);
