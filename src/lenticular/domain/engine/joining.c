/* `fragments.joined`, compiled. */

#include "kernel.h"

static PyObject *
take(PyObject *list, Py_ssize_t place)
{
    if (place >= 0 && place < PyList_GET_SIZE(list) && PyBytes_Check(PyList_GET_ITEM(list, place)))
        return PyList_GET_ITEM(list, place);
    PyErr_SetString(PyExc_IndexError, "there are no bytes at this place");
    return NULL;
}

static Py_ssize_t
place_of(PyObject *places, Py_ssize_t n)
{
    return PyLong_AsSsize_t(PyList_GET_ITEM(places, n));
}

/* joined(pieces, places, separator): the pieces at these places, with the separator between them. */
PyObject *
joined(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count)
{
    if (count != 3 || !PyList_Check(arguments[0]) || !PyList_Check(arguments[1]) || !PyBytes_Check(arguments[2])) {
        PyErr_SetString(PyExc_TypeError, "a list of bytes, a list of places, and bytes");
        return NULL;
    }
    PyObject *pieces = arguments[0], *places = arguments[1], *piece;
    const char *separator = PyBytes_AS_STRING(arguments[2]);
    Py_ssize_t between = PyBytes_GET_SIZE(arguments[2]), number = PyList_GET_SIZE(places);
    Py_ssize_t size = number ? (number - 1) * between : 0;
    for (Py_ssize_t n = 0; n < number; n++) {
        if (!(piece = take(pieces, place_of(places, n))))
            return NULL;
        size += PyBytes_GET_SIZE(piece);
    }
    PyObject *found = PyBytes_FromStringAndSize(NULL, size);
    if (!found)
        return NULL;
    char *to = PyBytes_AS_STRING(found);
    for (Py_ssize_t n = 0; n < number; n++) {
        if (n) {
            memcpy(to, separator, between);
            to += between;
        }
        piece = take(pieces, place_of(places, n));
        memcpy(to, PyBytes_AS_STRING(piece), PyBytes_GET_SIZE(piece));
        to += PyBytes_GET_SIZE(piece);
    }
    return found;
}
