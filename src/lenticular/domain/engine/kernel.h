/* What all kernels use: whole numbers of Python as bitsets. */
#ifndef LENTICULAR_KERNEL_H
#define LENTICULAR_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !PY_LITTLE_ENDIAN
#error "words are taken for bytes, the lowest first"
#endif

/* Whole numbers, 0 or more, as CPython keeps them: digits of PyLong_SHIFT bits, the lowest first. */
#if PY_VERSION_HEX >= 0x030C0000
#define DIGITS(number) (((PyLongObject *)(number))->long_value.ob_digit)
#define DIGIT_COUNT(number) ((Py_ssize_t)(((PyLongObject *)(number))->long_value.lv_tag >> 3))
#else
#define DIGITS(number) (((PyLongObject *)(number))->ob_digit)
#define DIGIT_COUNT(number) (Py_SIZE(number))
#endif

#define WORDS(bits) (((bits) + 63) / 64)

/* The type of a struct with a vectorcall, which `made` makes and `freed` frees. */
#define CALLABLE_TYPE(name, made, freed)                                        \
    PyTypeObject name##Type = {                                                 \
        PyVarObject_HEAD_INIT(NULL, 0)                                          \
        .tp_name = "lenticular.domain.engine.kernel." #name,                    \
        .tp_basicsize = sizeof(name),                                           \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,            \
        .tp_vectorcall_offset = offsetof(name, vectorcall),                     \
        .tp_call = PyVectorcall_Call,                                           \
        .tp_new = (newfunc)made,                                                \
        .tp_dealloc = (destructor)freed,                                        \
    }

extern PyTypeObject SievingType, PlanesType, DrawingType;

PyObject *close_gates(PyObject *module, PyObject *const *arguments, Py_ssize_t count);
PyObject *joined(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

/* Make what sieving looks up; -1 if that fails. */
int prepare_sieving(void);

/* Return memory of zeros, or NULL with MemoryError. */
static inline void *
allocated(Py_ssize_t count, size_t size)
{
    void *found = PyMem_Calloc(count ? count : 1, size);
    if (!found)
        PyErr_NoMemory();
    return found;
}

/* Or digits onto words, of which there is one to spare. */
static inline void
to_words(const digit *digits, Py_ssize_t count, uint64_t *words)
{
    for (Py_ssize_t n = 0, bit = 0; n < count; n++, bit += PyLong_SHIFT) {
        uint64_t value = digits[n];
        words[bit >> 6] |= value << (bit & 63);
        if ((bit & 63) > 64 - PyLong_SHIFT)
            words[(bit >> 6) + 1] |= value >> (64 - (bit & 63));
    }
}

#endif
