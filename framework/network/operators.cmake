# SPDX-License-Identifier: MIT

# Each file network/operators/<name>.cpp defines `OperatorEntry <name>_operator()`. The table of all
# of them is written here, so that adding an operator touches that one file.
file(GLOB operator_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/operators/*.cpp)
set(operator_declarations "")
set(operator_calls "")
foreach(operator_file ${operator_files})
  get_filename_component(operator_name ${operator_file} NAME_WE)
  string(APPEND operator_declarations "OperatorEntry ${operator_name}_operator();\n")
  string(APPEND operator_calls "      ${operator_name}_operator(),\n")
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/all_operators.cpp.in
  ${CMAKE_CURRENT_BINARY_DIR}/all_operators.cpp @ONLY)
target_sources(lucarne_network PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/all_operators.cpp)
# Each file has a make() of its own, so they cannot share a translation unit.
set_source_files_properties(${operator_files} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
