# SPDX-License-Identifier: MIT

# `cpack` in the build folder writes two Debian packages: lucarne, what running pipelines needs, and
# liblucarne-dev, what writing plugins needs beside it. What the programs are linked to is found by
# dpkg-shlibdeps; what they start, and what headers include, is named here.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # what is built is packed; the tests are not needed
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lucarne)
set(LUCARNE_MAINTAINER "The Lucarne authors <lucarne@localhost>" CACHE STRING
  "Name and address in Debian packages; set it to your own where you publish them")
set(CPACK_PACKAGE_CONTACT ${LUCARNE_MAINTAINER})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_files.cmake)
set(CPACK_LUCARNE_SOURCE ${PROJECT_SOURCE_DIR})
string(TIMESTAMP CPACK_LUCARNE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME lucarne)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION science)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "gnuplot-nox | gnuplot, fonts-dejavu-core")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS libopenblas0-pthread)
# What dpkg-shlibdeps of other packages reads, and the refresh of the linker's cache.
set(control ${PROJECT_BINARY_DIR}/debian)
file(CONFIGURE OUTPUT ${control}/shlibs
  CONTENT "liblucarne ${PROJECT_VERSION_MAJOR} lucarne (= ${PROJECT_VERSION}-1)\n")
file(CONFIGURE OUTPUT ${control}/triggers CONTENT "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${control}/shlibs ${control}/triggers)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
"Opens the black box of a neural network from one YAML file
The file names a trained network (ONNX), a labelled data set and a list of
analyses. One run leaves a folder of numbers, arrays, figures and a
self-contained HTML report.
.
This package holds the program, its library and its analyses.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME liblucarne-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "lucarne (= ${PROJECT_VERSION}-1), libarmadillo-dev, libopenblas-pthread-dev | libopenblas-dev, g++ (>= 4:12)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "cmake (>= 3.25), make, catch2")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"Headers and CMake package for plugins of Lucarne
An analysis of one's own is a shared library that Lucarne loads. This package
holds the headers that it includes, the CMake function that builds it, and the
template of 'lucarne new-plugin'.")

include(CPack)
