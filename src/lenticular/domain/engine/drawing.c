/* `draws.Drawing.in_python`, compiled. */

#include "kernel.h"

/* One test: the slots that its parts start at, ascending, and what a visitor draws in each. */
typedef struct {
    uint64_t seed;
    Py_ssize_t place, count;
    int32_t *starts;
    PyObject *outcomes;
} Test;

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    Py_ssize_t count;
    Test *tests;
} Drawing;

/* The slot of a visitor by a seed, as `bucketing.slot` says. */
static int32_t
slot_of(uint64_t hashed, uint64_t seed)
{
    uint64_t mixed = hashed ^ seed;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    mixed ^= mixed >> 31;
    return (int32_t)((mixed >> 32) * 10000 >> 32);
}

/* Return the last of the starts that is not behind a slot; the first never is. */
static Py_ssize_t
part_of(const Test *test, int32_t slot)
{
    Py_ssize_t part = 0;
    for (Py_ssize_t left = test->count; left > 1; left -= left / 2)
        part += test->starts[part + left / 2] <= slot ? left / 2 : 0;
    return part;
}

/* Drawing(hashed, options): set in the list what a visitor draws of each test. */
static PyObject *
draw(PyObject *callable, PyObject *const *arguments, size_t flagged, PyObject *keywords)
{
    Drawing *self = (Drawing *)callable;
    if (PyVectorcall_NARGS(flagged) != 2 || keywords || !PyLong_Check(arguments[0]) || !PyList_Check(arguments[1])) {
        PyErr_SetString(PyExc_TypeError, "the hash of a visitor and a list");
        return NULL;
    }
    uint64_t hashed = PyLong_AsUnsignedLongLong(arguments[0]);
    if (hashed == (uint64_t)-1 && PyErr_Occurred())
        return NULL;
    for (const Test *test = self->tests, *end = test + self->count; test < end; test++) {
        PyObject *outcome = PyTuple_GET_ITEM(test->outcomes, part_of(test, slot_of(hashed, test->seed)));
        if (PyList_SetItem(arguments[1], test->place, Py_NewRef(outcome)) < 0)
            return NULL;
    }
    Py_RETURN_NONE;
}

static int
take_test(Test *test, PyObject *given)
{
    PyObject *seed, *starts, *outcomes;
    if (!PyArg_ParseTuple(given, "nO!O!O!", &test->place, &PyLong_Type, &seed, &PyTuple_Type, &starts, &PyTuple_Type,
                          &outcomes))
        return -1;
    test->outcomes = Py_NewRef(outcomes);
    test->seed = PyLong_AsUnsignedLongLong(seed);
    test->count = PyTuple_GET_SIZE(starts);
    test->starts = allocated(test->count, sizeof(int32_t));
    if (PyErr_Occurred())
        return -1;
    for (Py_ssize_t n = 0; n < test->count; n++)
        test->starts[n] = (int32_t)PyLong_AsLong(PyTuple_GET_ITEM(starts, n));
    if (PyErr_Occurred())
        return -1;
    if (test->count && test->count == PyTuple_GET_SIZE(outcomes) && test->starts[0] == 0)
        return 0;
    PyErr_SetString(PyExc_ValueError, "a test has parts from slot 0 on, and an outcome for each");
    return -1;
}

static PyObject *
new_drawing(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords))
{
    PyObject *tests;
    if (!PyArg_ParseTuple(arguments, "O!", &PyTuple_Type, &tests))
        return NULL;
    Drawing *self = (Drawing *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->vectorcall = draw;
    self->tests = allocated(PyTuple_GET_SIZE(tests), sizeof(Test));
    int failed = !self->tests;
    while (!failed && self->count < PyTuple_GET_SIZE(tests)) {
        Test *test = &self->tests[self->count];
        failed = take_test(test, PyTuple_GET_ITEM(tests, self->count++)) < 0;
    }
    if (failed)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void
free_drawing(Drawing *self)
{
    for (Py_ssize_t n = 0; n < self->count; n++) {
        PyMem_Free(self->tests[n].starts);
        Py_XDECREF(self->tests[n].outcomes);
    }
    PyMem_Free(self->tests);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

CALLABLE_TYPE(Drawing, new_drawing, free_drawing);
