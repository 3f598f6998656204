# SPDX-License-Identifier: MIT

# lucarne_add_plugin(NAME SOURCES file... [NO_INSTALL] [NO_CONFORMANCE_TEST])
#
# A Lucarne plugin from SOURCES: the module target NAME, which becomes NAME.so. It exports the entry
# point alone, may leave no symbol open, and stays in memory once loaded. NAME is the name that
# LUCARNE_PLUGIN gives, since the host looks plugins up by their file's name.
#
# The file is built in the folder plugins/ of the project's build folder (CMAKE_LIBRARY_OUTPUT_DIRECTORY
# where that is set) and installed to lib/lucarne/plugins. Where enable_testing() was called before,
# a test holds the plugin against the contract: `lucarne test-plugin NAME.so`.
function(lucarne_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "NO_INSTALL;NO_CONFORMANCE_TEST" "" "SOURCES")
  if(plugin_UNPARSED_ARGUMENTS OR NOT plugin_SOURCES)
    message(FATAL_ERROR "wanted lucarne_add_plugin(NAME SOURCES file... [NO_INSTALL] "
      "[NO_CONFORMANCE_TEST]), found lucarne_add_plugin(${ARGV})")
  endif()
  if(NOT name MATCHES "^[a-z][a-z0-9-]*$")
    message(FATAL_ERROR "lucarne_add_plugin: '${name}' is no name of a plugin; "
      "wanted small letters, digits and hyphens, a letter first")
  endif()

  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map)
  add_library(${name} MODULE ${plugin_SOURCES})
  target_link_libraries(${name} PRIVATE lucarne::lucarne)
  target_link_options(${name} PRIVATE
    -Wl,-z,defs -Wl,-z,nodelete -Wl,--version-script=${exports})
  set_target_properties(${name} PROPERTIES
    PREFIX "" DEFINE_SYMBOL "" LINKER_LANGUAGE CXX LINK_DEPENDS ${exports}
    CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    INSTALL_RPATH "\$ORIGIN/../..")
  if(NOT CMAKE_LIBRARY_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  endif()
  if(NOT plugin_NO_INSTALL)
    install(TARGETS ${name} LIBRARY DESTINATION lib/lucarne/plugins)
  endif()

  if(CMAKE_TESTING_ENABLED AND NOT plugin_NO_CONFORMANCE_TEST)
    add_test(NAME "${name}: conforms to the plugin contract"
      COMMAND lucarne::program test-plugin $<TARGET_FILE:${name}>)
    set_tests_properties("${name}: conforms to the plugin contract" PROPERTIES TIMEOUT 300)
  endif()
endfunction()
