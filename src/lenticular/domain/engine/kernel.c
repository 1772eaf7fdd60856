/* The loops that every visitor goes through, compiled. What they do is said in Python, by the functions that are named
 * in sieving.c and planes.c and that serve where nothing is compiled. */

#include "kernel.h"

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "kernel",
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit_kernel(void)
{
    PyObject *made = PyModule_Create(&module);
    if (!made || prepare_sieving() < 0 || PyModule_AddType(made, &SievingType) < 0 ||
        PyModule_AddType(made, &PlanesType) < 0) {
        Py_XDECREF(made);
        return NULL;
    }
    return made;
}
