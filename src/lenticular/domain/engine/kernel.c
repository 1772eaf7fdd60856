/* The loops that every visitor goes through, compiled. What they do is said in Python, by what is named in each
 * file and serves where nothing is compiled. */

#include "kernel.h"

static PyMethodDef functions[] = {
    {"close", (PyCFunction)(void (*)(void))close_gates, METH_FASTCALL, NULL},
    {"joined", (PyCFunction)(void (*)(void))joined, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "kernel",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit_kernel(void)
{
    PyObject *made = PyModule_Create(&module);
    if (!made || prepare_sieving() < 0 || PyModule_AddType(made, &SievingType) < 0 ||
        PyModule_AddType(made, &PlanesType) < 0 || PyModule_AddType(made, &DrawingType) < 0) {
        Py_XDECREF(made);
        return NULL;
    }
    return made;
}
