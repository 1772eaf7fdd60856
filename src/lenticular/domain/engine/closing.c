/* `rows.close_in_python`, compiled. */

#include "kernel.h"

/* Tell whether a set of audiences holds: by all of them, or by any. */
static int
holds(PyObject *audiences, int needs_all, PyObject *truth)
{
    const digit *wanted = DIGITS(audiences), *given = DIGITS(truth);
    Py_ssize_t size = DIGIT_COUNT(audiences), both = Py_MIN(size, DIGIT_COUNT(truth));
    for (Py_ssize_t n = 0; n < both; n++)
        if (needs_all ? wanted[n] & ~given[n] : wanted[n] & given[n])
            return !needs_all;
    return needs_all && both == size;
}

/* Set the option of a gate to its base if its row does not hold. */
static int
close_gate(PyObject *gate, PyObject *truth, PyObject *options, PyObject *bases)
{
    PyObject *row = PyTuple_Check(gate) && PyTuple_GET_SIZE(gate) == 2 ? PyTuple_GET_ITEM(gate, 1) : NULL;
    if (!row || !PyTuple_Check(row) || PyTuple_GET_SIZE(row) < 2 || !PyLong_Check(PyTuple_GET_ITEM(row, 0))) {
        PyErr_SetString(PyExc_TypeError, "a gate is a position and a row");
        return -1;
    }
    if (holds(PyTuple_GET_ITEM(row, 0), PyTuple_GET_ITEM(row, 1) == Py_True, truth))
        return 0;
    Py_ssize_t position = PyLong_AsSsize_t(PyTuple_GET_ITEM(gate, 0));
    if (position == -1 && PyErr_Occurred())
        return -1;
    PyObject *base = PyList_GetItem(bases, position);
    return base ? PyList_SetItem(options, position, Py_NewRef(base)) : -1;
}

/* close(gates, truth, options, bases) */
PyObject *
close_gates(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 4 || !PyList_Check(arguments[0]) || !PyLong_Check(arguments[1]) || !PyList_Check(arguments[2]) ||
        !PyList_Check(arguments[3])) {
        PyErr_SetString(PyExc_TypeError, "a list of gates, a truth, and two lists of options");
        return NULL;
    }
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(arguments[0]); n++)
        if (close_gate(PyList_GET_ITEM(arguments[0], n), arguments[1], arguments[2], arguments[3]) < 0)
            return NULL;
    Py_RETURN_NONE;
}
